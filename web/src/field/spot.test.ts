import { expect, test } from 'vitest'
import { placeText, spotOf } from './spot'

test('a place is kept in whole millionths of a degree and read in degrees', () => {
  const spot = spotOf(31.2304161, 121.4737009, 12.3, '2026-03-10T04:00:00Z')
  expect(spot).toEqual({ latitude: 31230416, longitude: 121473701, accuracy: 13, at: '2026-03-10T04:00:00Z' })
  expect(placeText(spot)).toBe('31.230416° N, 121.473701° E')
  expect(placeText(spotOf(-0.5, -70, 1, ''))).toBe('0.500000° S, 70.000000° W')
})
