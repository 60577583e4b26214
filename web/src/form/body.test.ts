import { expect, test } from 'vitest'
import { draftOf, stepsOf } from '../api/shapes'
import { bodyOf, pathsOf } from './body'

test('nothing empty is sent', () => {
  expect(
    bodyOf(draftOf('IssueDraft'), {
      head: { title: ' 低保 ', place: {}, campaign: null },
      source: 'transfer',
      description: '移送',
      amount: undefined,
    }),
  ).toEqual({
    head: { title: '低保' },
    source: 'transfer',
    description: '移送',
  })
})

test('a switch that was left alone is off where it has to be said', () => {
  const body = bodyOf(draftOf('ClueDraft'), {
    head: { title: 'a' },
    source: 'transfer',
    description: 'b',
    persons: [{ name: '李四' }],
  })
  expect(body.persons).toEqual([{ name: '李四', party_member: false, public_official: false }])
})

test('files of a step are a list, possibly an empty one', () => {
  const submit = stepsOf('Issue').find((step) => step.step === 'submit')
  expect(bodyOf(submit?.fields ?? [], { text: 'done' })).toEqual({ text: 'done', files: [] })
})

test('a problem finds its field', () => {
  const paths = pathsOf(draftOf('IssueDraft'), 'IssueDraft').map((one) => one.path.join('.'))
  expect(paths).toContain('head.title')
  expect(paths).toContain('head.place.town')
})
