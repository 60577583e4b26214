import { expect, test } from 'vitest'
import { fen, yuan } from './money'
import { day, dueDay, minute, span } from './time'

test('money goes from fen to yuan and back by its digits', () => {
  expect(yuan(429996)).toBe('4,299.96')
  expect(yuan(5)).toBe('0.05')
  expect(yuan(-123456789)).toBe('-1,234,567.89')
  expect(yuan(null)).toBe('')
  expect(fen('4,299.96')).toBe(429996)
  expect(fen('0.1')).toBe(10)
  expect(fen('12')).toBe(1200)
  expect(fen('1.234')).toBeUndefined()
  expect(fen('abc')).toBeUndefined()
  expect(fen('99999999999999999999')).toBeUndefined()
})

test('days are those of Beijing', () => {
  expect(day('2026-11-24T16:00:00Z')).toBe('2026-11-25')
  expect(day('2026-03-05')).toBe('2026-03-05')
  expect(minute('2026-11-24T16:36:00Z')).toBe('2026-11-25 00:36')
})

test('what is overdue from midnight on is due on the day before', () => {
  expect(dueDay('2026-12-15T16:00:00Z')).toBe('2026-12-15')
  expect(dueDay('2026-12-15T07:30:00Z')).toBe('2026-12-15 15:30')
})

test('a length of time is a number and a unit', () => {
  expect(span('15wd')).toEqual([15, 'wd'])
  expect(span('soon')).toBeUndefined()
})
