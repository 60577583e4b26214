import { expect, test } from 'vitest'
import type { Hit } from './calls'
import { offends, workedOut } from './evidence'

const hit: Hit = {
  ordinal: 1,
  happened_on: '2022-09-01',
  amount: 92474,
  detail: { death_date: '2022-08-03', town: '中城街道', age: 61 },
  sources: [],
}

test('the amount, the month and what the rule shows offend', () => {
  expect(offends(hit, 'amount', '924.74', '元')).toBe(true)
  expect(offends(hit, 'month', '2022-09')).toBe(true)
  expect(offends(hit, 'death_date', '2022-08-03')).toBe(true)
})

test('who and where does not, nor another amount', () => {
  expect(offends(hit, 'town', '中城街道')).toBe(false)
  expect(offends(hit, 'amount', '924.75', '元')).toBe(false)
  expect(offends(hit, 'plate', '924.74')).toBe(false)
})

test('what no file holds was worked out', () => {
  const source = { dataset: 'deaths', batch: 'b1', file: 'f', sheet: '', row: 5 }
  const rows = [{ source, hits: [1], cells: { death_date: '2022-08-03', town: '中城街道' } }]
  expect(workedOut(hit, rows)).toEqual([['age', '61']])
})
