import { describe, expect, test } from 'vitest'
import { draftOf, lacking } from './draft'
import { steps, type Ask, type Outcome } from './outbox'
import { answer, kept, record, run, server, TODAY, written } from './outbox.test.support'
import type { Draft, Inspection } from './types'

describe('numbers of people, which the API masks in every answer', () => {
  const WHOLE = '厨工 110105194912310021 无健康证'
  const MASKED = '厨工 1101************21 无健康证'
  const masking = () => {
    const there = server(record())
    const hidden = (found: Inspection): Inspection => ({
      ...found,
      answers: Object.fromEntries(
        Object.entries(found.answers).map(([code, one]) => [
          code,
          { ...one, text: one.text === WHOLE ? MASKED : one.text },
        ]),
      ),
    })
    const take = (ask: Ask, version: number): Outcome => {
      const outcome = there.take(ask, version)
      if (outcome.is === 'record') return { is: 'record', record: hidden(outcome.record) }
      return outcome.is === 'stale' && outcome.theirs ? { ...outcome, theirs: hidden(outcome.theirs) } : outcome
    }
    return { ...there, take }
  }
  const draft = (): Draft => ({
    ...written(),
    items: { A: { finding: 'fault', remark: WHOLE, files: [] }, B: { finding: 'ok', remark: '', files: [] } },
  })

  test('are sent once, whole, and not taken for another answer when they come back masked', () => {
    const there = masking()
    const { asked } = run(kept({ draft: draft() }), there)
    expect(asked).toEqual(['start', 'answer:A', 'answer:B', 'finish', 'local:3', 'sign'])
    expect(there.now().answers.A?.text).toBe(WHOLE)
    for (let lost = 1; lost <= 6; lost++) {
      const again = masking()
      run(kept({ draft: draft() }), again, (asked) => asked === lost)
      expect([again.now().state, again.now().version], `answer ${lost} lost`).toEqual(['signed', 6])
    }
  })

  test('are not overwritten by stars', () => {
    const theirs = record({ state: 'under_way', answers: { A: answer('fault', MASKED) } })
    const begun = draftOf(theirs, TODAY)
    expect(steps({ record: theirs }, begun, 'part', TODAY, '')).toEqual([])
    const changed = { ...begun, items: { ...begun.items, A: { ...begun.items.A!, finding: 'ok' as const } } }
    expect(lacking(theirs, changed, 'part')).toEqual([{ is: 'masked', item: 'A' }])
  })
})
