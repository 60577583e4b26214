import { describe, expect, test } from 'vitest'
import { draftOf, filesOf, lacking } from './draft'
import {
  after,
  differences,
  edit,
  hold,
  next,
  remaining,
  renew,
  renewable,
  reread,
  sent,
  steps,
  submit,
  unsent,
} from './outbox'
import type { Ask, Outcome } from './outbox'
import { answer, kept, record, run, server, TODAY, written } from './outbox.test.support'

describe('what goes out', () => {
  test('is in order: begin, files before the answer that names them, finish, signature', () => {
    const there = server(record())
    const { asked, now } = run(kept(), there)
    expect(asked).toEqual(['start', 'answer:A', 'local:1', 'local:2', 'answer:B', 'finish', 'local:3', 'sign'])
    expect(there.now().answers.B).toMatchObject({ text: '过期', files: ['digest-local:1', 'digest-local:2'] })
    expect(there.now().state).toBe('signed')
    expect(filesOf(now.draft!)).toEqual(['digest-local:1', 'digest-local:2', 'digest-local:3'])
    const done = sent(now, '2026-03-11T02:00:00Z')
    expect(done.phase).toEqual({ is: 'sent', goal: 'whole', at: '2026-03-11T02:00:00Z' })
    expect(done.draft).toBeUndefined()
    expect(done.record.answers).toEqual({})
    expect(unsent(done)).toBe(false)
  })

  test('tells the day on which it began where that is over, and the place where it was asked for', () => {
    const spot = { latitude: 31230416, longitude: 121473701, accuracy: 20, at: '2026-03-10T04:00:00Z' }
    const late = steps({ record: record() }, { ...written(), spot }, 'whole', TODAY, '')
    expect(late[0]).toEqual({ step: 'start', on: '2026-03-10' })
    expect(late.find((step) => step.step === 'finish')).toEqual({ step: 'finish', remark: '已当面反馈', spot })
    expect(steps({ record: record() }, written(), 'whole', '2026-03-10', '')[0]).toEqual({ step: 'start' })
  })

  test('is a part where its person wants a part, and the rest later', () => {
    const there = server(record())
    const first = run(kept({ phase: { is: 'waiting', goal: 'part' } }), there)
    expect(first.asked).toEqual(['start', 'answer:A', 'local:1', 'local:2', 'answer:B'])
    const part = sent(first.now, '')
    expect(part.draft).toBeDefined()
    const again = edit(
      part,
      (draft) => ({ ...draft, items: { ...draft.items, A: { finding: 'fault', remark: '缺', files: [] } } }),
      written(),
    )
    expect(again.phase.is).toBe('kept')
    expect(run(submit(again, 'whole'), there).asked).toEqual(['answer:A', 'finish', 'local:3', 'sign'])
  })

  test('is nothing while it is only kept, refused or in conflict', () => {
    for (const phase of [
      { is: 'kept' },
      { is: 'planned' },
      { is: 'refused', goal: 'whole', said: { code: '', detail: '' } },
    ] as const) {
      expect(next(kept({ phase }), TODAY, '')).toBeUndefined()
    }
    expect(remaining(kept())).toBe(8)
  })
})

describe('a network that comes and goes', () => {
  test('loses any answer, and nothing is done twice', () => {
    for (let lost = 1; lost <= 8; lost++) {
      const there = server(record())
      const { now } = run(kept(), there, (asked) => asked === lost)
      expect(there.now().state, `answer ${lost} lost`).toBe('signed')
      expect(there.now().version, `answer ${lost} lost`).toBe(6)
      expect(now.phase.is).not.toBe('conflict')
    }
  })

  test('waits and says for what', () => {
    const ask = next(kept(), TODAY, '')!
    const why = (outcome: Outcome) => after(kept(), ask, outcome, 'zhao').phase
    expect(why({ is: 'unreachable' })).toEqual({ is: 'waiting', goal: 'whole', why: 'network' })
    expect(why({ is: 'session' })).toEqual({ is: 'waiting', goal: 'whole', why: 'session' })
    expect(why({ is: 'later' })).toEqual({ is: 'waiting', goal: 'whole', why: 'server' })
  })
})

describe('somebody else', () => {
  test('who has changed the record is told of, and nothing that was written is lost', () => {
    const there = server(record())
    there.change({ state: 'under_way', answers: { A: answer('fault', '无证', [], 'sun') } })
    const { now } = run(kept(), there)
    expect(now.phase).toMatchObject({ is: 'conflict', said: { detail: '已被他人修改' } })
    expect(now.draft).toEqual(written())
    expect(differences(now.record, there.now())).toEqual({ items: ['A'], state: true, visit: false })
    expect(edit(now, (draft) => ({ ...draft, summary: '' }), written())).toBe(now)
  })

  test('is gone over where its person sends again, or not where they keep a draft', () => {
    const there = server(record())
    there.change({ state: 'under_way', answers: { A: answer('fault', '无证', [], 'sun') } })
    const stuck = run(kept(), there).now
    const held = hold(stuck)
    expect(held.phase).toEqual({ is: 'kept' })
    expect(held.draft).toEqual(written())
    expect(run(renew(stuck), there).asked).toEqual([
      'answer:A',
      'local:1',
      'local:2',
      'answer:B',
      'finish',
      'local:3',
      'sign',
    ])
    expect(there.now().answers.A?.finding).toBe('ok')
  })

  test('has finished the findings: they are resumed with a reason, and only if there is another answer', () => {
    const theirs = record({ state: 'findings_done', answers: { A: answer('ok'), B: answer('ok') } })
    expect(steps({ record: theirs }, written(), 'whole', TODAY, '补填').map((step) => step.step)).toEqual([
      'resume',
      'answer',
      'finish',
      'sign',
    ])
    const same = { ...written(), items: { A: { finding: 'ok' as const, remark: '', files: [] } } }
    expect(steps({ record: theirs }, same, 'whole', TODAY, '').map((step) => step.step)).toEqual(['sign'])
  })

  test('has called it off: it can only stay as a draft', () => {
    const there = server(record())
    there.change({ state: 'cancelled' })
    const stuck = run(kept(), there).now
    expect(renewable(stuck)).toBe(false)
    expect(renew(stuck)).toBe(stuck)
    const held = hold(stuck)
    expect(held.draft).toEqual(written())
    expect(submit(held, 'whole')).toBe(held)
  })

  test('did the same as was asked: only one own step in between counts as arrived', () => {
    const there = server(record())
    there.change({ state: 'under_way', started: { by: 'sun', at: '', text: '', files: [] } })
    expect(run(kept(), there).now.phase.is).toBe('conflict')
  })
})

describe('what is on the phone', () => {
  test('is renewed from the server unless somebody has written in it', () => {
    const newer = record({ version: 3, state: 'under_way' })
    expect(reread(undefined, newer, 'now').phase).toEqual({ is: 'planned' })
    expect(reread(kept(), newer, 'now').record.version).toBe(1)
    const untouched = kept({ draft: undefined, phase: { is: 'planned' } })
    expect(reread(untouched, newer, 'now').record.version).toBe(3)
  })

  test('is refused in words, at its item, and can be changed and sent again', () => {
    const ask: Ask = { is: 'step', step: { step: 'answer', item: 'B', finding: 'fault', remark: '', files: [] } }
    const refused = after(kept(), ask, { is: 'refused', said: { code: 'unfit', detail: '不能为空' } }, 'zhao')
    expect(refused.phase).toMatchObject({ is: 'refused', item: 'B', said: { detail: '不能为空' } })
    expect(edit(refused, (draft) => draft, written()).phase.is).toBe('kept')
  })

  test('lacks what it lacks', () => {
    const empty = draftOf(record(), TODAY)
    expect(lacking(record(), empty, 'part')).toEqual([])
    expect(lacking(record(), empty, 'whole')).toEqual([
      { is: 'finding', item: 'A' },
      { is: 'finding', item: 'B' },
      { is: 'signing' },
    ])
    const half = { ...empty, items: { A: { finding: 'not_looked_at' as const, remark: ' ', files: [] } } }
    expect(lacking(record(), half, 'part')).toEqual([{ is: 'remark', item: 'A' }])
    expect(
      lacking(record(), { ...written(), signing: { is: 'refused', witness: '', reason: '不认可', on: '' } }, 'whole'),
    ).toEqual([{ is: 'witness' }])
    expect(lacking(record(), written(), 'whole')).toEqual([])
  })
})
