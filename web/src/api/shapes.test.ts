import { expect, test } from 'vitest'
import { everything, type Field, type Variant } from './shapes'
import { fields } from '../i18n/fields'

const isVariant = (one: Field | Variant): one is Variant => 'fields' in one

function names(): Map<string, string> {
  const found = new Map<string, string>()
  const take = (where: string, all: readonly Field[]) => all.forEach((field) => found.set(field.name, where))
  for (const [schema, steps] of Object.entries(everything.steps))
    for (const step of steps) take(`${schema}.${step.step}`, step.fields)
  for (const [name, all] of Object.entries(everything.drafts)) take(name, all)
  for (const [name, all] of Object.entries(everything.records)) take(name, all)
  for (const [name, all] of Object.entries(everything.objects)) {
    for (const one of all) take(name, isVariant(one) ? one.fields : [one])
  }
  return found
}

test('every field of every record, draft and step has a name in both languages', () => {
  const nameless = [...names()].filter(([name]) => !fields[name]?.[0] || !fields[name]?.[1])
  expect(nameless).toEqual([])
})

test('every step is told of in Chinese', () => {
  const told = Object.entries(everything.steps).flatMap(([schema, steps]) =>
    steps.map((step) => [`${schema}.${step.step}`, step.zh] as const),
  )
  expect(told.length).toBeGreaterThan(100)
  expect(told.filter(([, zh]) => !/[\u4e00-\u9fff]/.test(zh))).toEqual([])
})
