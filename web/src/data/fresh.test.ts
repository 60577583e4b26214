import { expect, test } from 'vitest'
import { freshness } from './fresh'

test('data is stale once it is older than its limit, and said to be ageing in the last fifth before', () => {
  expect(freshness(10, 100)).toBe('fresh')
  expect(freshness(81, 100)).toBe('ageing')
  expect(freshness(100, 100)).toBe('ageing')
  expect(freshness(101, 100)).toBe('stale')
  expect(freshness(null, 100)).toBe('none')
  expect(freshness(500, null)).toBe('unlimited')
})
