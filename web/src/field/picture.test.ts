import { expect, test } from 'vitest'
import { fitted } from './picture'

test('a photograph is at most 1600 pixels long, keeps its shape and is never made larger', () => {
  expect(fitted(4032, 3024)).toEqual([1600, 1200])
  expect(fitted(3024, 4032)).toEqual([1200, 1600])
  expect(fitted(640, 480)).toEqual([640, 480])
  expect(fitted(10000, 3)).toEqual([1600, 1])
})
