import { expect, test } from 'vitest'
import { differences } from './differences'

test('of a list that grew, what was added is told', () => {
  expect(
    differences({ version: 1, state: 'assigned', notes: [1] }, { version: 2, state: 'verifying', notes: [1, 2] }),
  ).toEqual([
    { name: 'state', before: 'assigned', after: 'verifying' },
    { name: 'notes', before: undefined, after: [2] },
  ])
})
