// Days and moments are Beijing's, whatever the machine's own zone is.
const parts = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
})
const beijing = (value: string | number | Date): string => parts.format(new Date(value))

/** 2026-03-05 */
export const day = (value: string | number | Date): string =>
  typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : beijing(value).slice(0, 10)

/** 2026-03-05 14:36 */
export const minute = (value: string | number | Date): string => beijing(value).slice(0, 16)

/** A moment from which something is overdue is the end of the day before: "due on" is the last day on which it is in time. */
export function dueDay(value: string): string {
  const moment = beijing(value)
  return moment.slice(11) === '00:00:00' ? beijing(new Date(value).getTime() - 1000).slice(0, 10) : moment.slice(0, 16)
}

/** Days from now until then, rounded towards the later; negative once it has passed. */
export function daysUntil(value: string, now: number): number {
  return Math.ceil((new Date(value).getTime() - now) / 86_400_000)
}

const UNITS = ['wd', 'd', 'mo', 'h'] as const
export type SpanUnit = (typeof UNITS)[number]
export const spanUnits: readonly SpanUnit[] = UNITS
/** "15wd" -> [15, "wd"] */
export function span(text: string): [number, SpanUnit] | undefined {
  const found = /^(\d{1,9})(h|d|wd|mo)$/.exec(text)
  return found ? [Number(found[1]), found[2] as SpanUnit] : undefined
}
