import { day } from '../format/time'
import type { MessageKey } from '../i18n/messages'

const two = (value: number) => String(value).padStart(2, '0')

/** The month that lies so many months before the one that a day is in, as `2026-03`. */
export function monthBefore(today: string, back: number): string {
  const months = Number(today.slice(0, 4)) * 12 + Number(today.slice(5, 7)) - 1 - back
  return `${Math.floor(months / 12)}-${two((months % 12) + 1)}`
}

/** Periods that are often asked for, by the days of Beijing. */
export function offeredDays(now: number): { days: string; text: MessageKey }[] {
  const today = day(now)
  const since = (back: number) => `${monthBefore(today, back)}-01..${today}`
  return [
    { days: monthBefore(today, 0), text: 'board.days.month' },
    { days: monthBefore(today, 1), text: 'board.days.last' },
    { days: since(2), text: 'board.days.quarter' },
    { days: since(11), text: 'board.days.year' },
  ]
}
