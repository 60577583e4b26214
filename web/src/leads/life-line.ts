import type { Schemas } from '../api/client'
import type { Hit } from './calls'
import { sourceKey } from './evidence'

export type LifeLane = Schemas['LifeLane']
export type LifeRow = Schemas['LifeRow']

// Months are counted from the year 0; a day is a part of its month. No clock and no zone: days are text as the files have them.
export const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
export const startOf = (day: string): number => monthOf(day) + (Number(day.slice(8, 10)) - 1) / 31
export const endOf = (day: string): number => {
  const days = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate()
  return monthOf(day) + Math.min(1, Number(day.slice(8, 10)) / days)
}
export const monthText = (month: number): string =>
  `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`

/** What speaks against being paid: from a death on, and while somebody is in custody or employed. */
const AGAINST = new Set(['deaths', 'inmates', 'employment_insurance', 'public_employees'])

function monthsAgainst(lane: LifeLane, row: LifeRow, last: number): [number, number] | undefined {
  if (!row.from) return undefined
  const from = monthOf(row.from)
  // The month of a death is still paid; what follows is not.
  if (lane.dataset === 'deaths') return [from + 1, last]
  if (row.lasting === 'open') return [from, last]
  return row.to ? [from, monthOf(row.to)] : undefined
}

/** Months in which the person was paid although a death, custody or employment speaks against it. */
export function conflicts(lanes: readonly LifeLane[]): number[] {
  const paid = new Set<number>()
  for (const lane of lanes) {
    if (!lane.payment) continue
    for (const row of lane.rows) {
      if (!row.from) continue
      for (let month = monthOf(row.from); month <= monthOf(row.to ?? row.from); month += 1) paid.add(month)
    }
  }
  const last = Math.max(...paid)
  const against = lanes
    .filter((lane) => !lane.payment && AGAINST.has(lane.dataset))
    .flatMap((lane) => lane.rows.flatMap((row) => [monthsAgainst(lane, row, last)].filter((span) => !!span)))
  return [...paid].filter((month) => against.some(([from, to]) => month >= from && month <= to)).sort((a, b) => a - b)
}

/** Keys of the rows that hits rest on. */
export const restedOn = (hits: readonly Hit[]): ReadonlySet<string> =>
  new Set(hits.flatMap((hit) => hit.sources.map(sourceKey)))

/** A stretch of months, from the first to before the last. */
export interface Window {
  from: number
  to: number
}

/** What is shown at first: the payments and the hits, with some months around; all where nothing was paid. */
export function firstWindow(lanes: readonly LifeLane[], hits: readonly Hit[]): Window {
  const days = [
    ...hits.map((hit) => hit.happened_on),
    ...lanes.filter((lane) => lane.payment).flatMap((lane) => lane.rows.flatMap((row) => [row.from, row.to])),
  ].filter((day): day is string => !!day)
  const months = days.map(monthOf)
  if (months.length === 0) return { from: 0, to: 12 }
  return { from: Math.min(...months) - 3, to: Math.max(...months) + 4 }
}

/** All that is dated. */
export function wholeWindow(lanes: readonly LifeLane[], first: Window): Window {
  const months = lanes
    .flatMap((lane) => lane.rows.flatMap((row) => [row.from, row.to]))
    .filter((day): day is string => !!day)
    .map(monthOf)
  return {
    from: Math.min(first.from, ...months.map((one) => one - 2)),
    to: Math.max(first.to, ...months.map((one) => one + 3)),
  }
}

const LEAST = 3

/** The same middle, more or fewer months; never beyond what is dated. */
export function zoomed(shown: Window, whole: Window, factor: number, about = (shown.from + shown.to) / 2): Window {
  const length = Math.max(LEAST, Math.min(whole.to - whole.from, (shown.to - shown.from) * factor))
  const share = (about - shown.from) / (shown.to - shown.from)
  return moved({ from: about - share * length, to: about - share * length + length }, whole, 0)
}
export function moved(shown: Window, whole: Window, by: number): Window {
  const length = shown.to - shown.from
  const from = Math.max(whole.from, Math.min(whole.to - length, shown.from + by))
  return { from, to: from + length }
}

/** Lines of the scale: months where there is room, else quarters, years, decades. */
export function ticks(shown: Window): number[] {
  const length = shown.to - shown.from
  const step = length <= 20 ? 1 : length <= 60 ? 3 : length <= 200 ? 12 : 60
  const found = []
  for (let month = Math.ceil(shown.from / step) * step; month < shown.to; month += step) found.push(month)
  return found
}
