import { expect, test } from 'vitest'
import { byPriority, listOf } from './calls'
import { monthBefore, offeredDays } from './days'
import { gridOf } from './towns'
import type { BoardData } from './calls'

test('months go back over the year', () => {
  expect(monthBefore('2026-01-31', 0)).toBe('2026-01')
  expect(monthBefore('2026-01-31', 1)).toBe('2025-12')
  expect(monthBefore('2026-03-31', 14)).toBe('2025-01')
})

test('periods are those of Beijing', () => {
  const days = offeredDays(Date.parse('2026-03-31T16:30:00Z')).map((one) => one.days)
  expect(days).toEqual(['2026-04', '2026-03', '2026-02-01..2026-04-01', '2025-05-01..2026-04-01'])
})

test('a figure opens the list by which it was counted', () => {
  const door = {
    measure: 'leads_confirmed' as const,
    money: false,
    list: 'leads',
    query: { outcome: 'true_error', concluded: '2026-01-01..2026-03-31', priority: 'rural,medical' },
    days: 'concluded',
  }
  expect(listOf(door, { priority: 'rural', department: null, month: '2026-02' })).toBe(
    '/leads?outcome=true_error&concluded=2026-02&priority=rural&department=-',
  )
  expect(listOf(door, {})).toContain('priority=rural%2Cmedical')
})

test('what has no priority comes last', () => {
  expect([null, 'zzz', 'medical', 'rural'].sort(byPriority)).toEqual(['rural', 'medical', 'zzz', null])
})

test('towns with most come first, and what is not known last', () => {
  const row = (town: string | null, priority: string, value: number) => ({
    town,
    priority,
    figures: { issues_found: value },
  })
  const towns = [row(null, 'rural', 9), row('a', 'rural', 1), row('b', 'medical', 3), row('c', 'rural', 0)]
  const grid = gridOf({ towns } as unknown as BoardData, 'issues_found')
  expect(grid).toEqual({
    towns: ['b', 'a', null],
    priorities: ['rural', 'medical'],
    values: [
      [0, 3],
      [1, 0],
      [9, 0],
    ],
  })
})
