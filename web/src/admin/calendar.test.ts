import { expect, test } from 'vitest'
import { daysBetween, daysOf, textOf } from './calendar'

test('days go to text and back', () => {
  const text = '2027-02-06,holiday,春节\n2027-02-20,makeup,春节,provisional'
  expect(textOf(daysOf(text) ?? [])).toBe(text)
  expect(daysOf('日期,类别\n2027-02-06,放假')).toEqual([
    { day: '2027-02-06', kind: 'holiday', name: '', provisional: false },
  ])
})

test('what is no list of days stays text', () => {
  expect(daysOf('# 说明\n2027-02-06,holiday')).toBeUndefined()
  expect(daysOf('2027-02-06,放假,春节')).toHaveLength(1)
})

test('a holiday of some days is each of them', () => {
  expect(daysBetween('2027-02-27', '2027-03-01')).toEqual(['2027-02-27', '2027-02-28', '2027-03-01'])
})
