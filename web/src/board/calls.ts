import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { answer, api, type Schemas } from '../api/client'
import { filtersOf } from '../api/operations'
import { NONE } from '../list/filters'
import { usePriority, priorities } from '../i18n/priorities'
import { useWords } from '../i18n/text'

export type Answer = Schemas['BoardAnswer']
export type BoardData = Schemas['Board']
export type Measure = Schemas['BoardMeasure']
export type Figures = Record<string, number>
type Door = Schemas['BoardDoor']

export const MINUTE = 60_000

export function useBoard(asked: { campaign?: string; days?: string }, enabled = true, refetchInterval?: number) {
  return useQuery({
    queryKey: ['figures', 'board', asked],
    enabled,
    refetchInterval,
    refetchIntervalInBackground: refetchInterval !== undefined,
    placeholderData: keepPreviousData,
    queryFn: () =>
      answer(
        api.GET('/api/v1/figures/board', {
          params: { query: { campaign: asked.campaign ? Number(asked.campaign) : undefined, days: asked.days } },
        }),
      ),
  })
}

/** Where a figure stands: of which priority, department and town it is, and of which month. Null is what has none. */
export interface Place {
  priority?: string | null
  department?: string | null
  town?: string | null
  month?: string
}

/** The list that a figure counts: its filter is the one by which it was counted. */
export function listOf(door: Door, place: Place): string {
  const query = new URLSearchParams(door.query)
  for (const name of ['priority', 'department', 'town'] as const) {
    const value = place[name]
    if (value !== undefined) query.set(name, value ?? NONE)
  }
  if (door.days && place.month) query.set(door.days, place.month)
  return `/${door.list}?${query.toString()}`
}

export const doorOf = (doors: Door[], measure: string): Door | undefined =>
  doors.find((door) => door.measure === measure)

/** The records of what is overdue, of which leads know no campaign. */
export function overdueOf(plural: string, department: string | null | undefined, campaign?: number | null): string {
  const query = new URLSearchParams({ overdue: 'true' })
  if (department !== undefined) query.set('department', department ?? NONE)
  if (campaign && filtersOf(`GET /${plural}`).includes('campaign')) query.set('campaign', String(campaign))
  return `/${plural}?${query.toString()}`
}

const ORDER = priorities.map(([code]) => code)

/** Priorities in the order of the campaign; what has none comes last. */
export function byPriority(one: string | null | undefined, other: string | null | undefined): number {
  const place = (code: string | null | undefined) => {
    if (!code) return ORDER.length + 1
    const found = ORDER.indexOf(code)
    return found < 0 ? ORDER.length : found
  }
  return place(one) - place(other) || (one ?? '').localeCompare(other ?? '')
}

export function usePriorityName() {
  const { t } = useWords()
  const name = usePriority()
  return (code: string | null | undefined) => (code ? name(code) : t('board.no_priority'))
}

export const sumOf = (rows: { figures: Figures }[], measure: string): number =>
  rows.reduce((sum, row) => sum + (row.figures[measure] ?? 0), 0)

export const distinct = <T>(values: T[]): T[] => [...new Set(values)]

/** Whether there is anything to be shown. */
export const isEmpty = (board: BoardData): boolean =>
  board.departments.length === 0 && board.overdue.length === 0 && board.trends.length === 0 && board.goals.length === 0
