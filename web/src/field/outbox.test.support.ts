// An inspection, a draft of it and a server, as tests of the outbox want them.
import { after, next } from './outbox'
import type { Ask, Outcome } from './outbox'
import type { Answer, Draft, Inspection, Kept } from './types'

export const TODAY = '2026-03-11'
const item = (code: string) => ({ code, text: code, basis: '', how: '', severity: 'minor' })
export const answer = (finding: Answer['finding'], text = '', files: string[] = [], by = 'zhao'): Answer => ({
  finding,
  text,
  files,
  by,
  at: '',
})

export const record = (over: Partial<Inspection> = {}): Inspection =>
  ({
    id: 7,
    number: 'JC1',
    version: 1,
    title: '食堂检查',
    place: {},
    clocks: [],
    entered_by: 'li',
    entered_at: '',
    changed_at: '',
    state: 'planned',
    visit: {
      inspected: { kind: 'school', code: 'X', name: '东岭小学' },
      on: '2026-03-10',
      owner: 'zhao',
      companions: [],
    },
    checklist: { code: 'c', version: 1, title: '', priority: 'p', items: [item('A'), item('B')] },
    answers: {},
    issues: {},
    inspectors: [],
    ...over,
  }) as Inspection

export const written = (): Draft => ({
  began: '2026-03-10',
  items: {
    A: { finding: 'ok', remark: '', files: [] },
    B: { finding: 'fault', remark: '过期 ', files: ['local:1', 'local:2'] },
  },
  summary: '已当面反馈',
  signing: { is: 'signed', name: '王校长', remark: '', picture: 'local:3', on: '2026-03-10' },
})
export const kept = (over: Partial<Kept> = {}): Kept => ({
  id: 7,
  record: record(),
  draft: written(),
  phase: { is: 'waiting', goal: 'whole' },
  read: '',
  ...over,
})

/** A server that takes the steps as the ledger does. */
export function server(start: Inspection) {
  let held = start
  const files: string[] = []
  function take(ask: Ask, version: number): Outcome {
    if (ask.is === 'file') {
      files.push(ask.file)
      return { is: 'file', digest: `digest-${ask.file}` }
    }
    if (version !== held.version) return { is: 'stale', said: { code: 'stale', detail: '已被他人修改' }, theirs: held }
    const { step } = ask
    const by = { by: 'zhao', at: '', text: '', files: [] }
    if (step.step === 'start') held = { ...held, state: 'under_way', started: by }
    if (step.step === 'answer')
      held = { ...held, answers: { ...held.answers, [step.item]: answer(step.finding, step.remark, step.files) } }
    if (step.step === 'finish') held = { ...held, state: 'findings_done' }
    if (step.step === 'resume') held = { ...held, state: 'under_way' }
    if (step.step === 'sign')
      held = {
        ...held,
        state: 'signed',
        signature: { is: 'signed', name: step.name, on: step.on, entry: { ...by, files: step.files } },
      }
    held = { ...held, version: held.version + 1 }
    return { is: 'record', record: held }
  }
  return {
    take,
    files,
    now: () => held,
    change: (over: Partial<Inspection>) => (held = { ...held, ...over, version: held.version + 1 }),
  }
}

/** Sends until there is nothing more to ask, or its person has to decide; `lose` says of which answers nothing comes back. */
export function run(from: Kept, at: ReturnType<typeof server>, lose: (asked: number) => boolean = () => false) {
  const asked: string[] = []
  let now = from
  for (let turn = 0; turn < 40; turn++) {
    const ask = next(now, TODAY, '补填')
    if (!ask) break
    asked.push(ask.is === 'file' ? ask.file : ask.step.step + ('item' in ask.step ? `:${ask.step.item}` : ''))
    const outcome = at.take(ask, now.record.version)
    now = after(now, ask, lose(asked.length) ? { is: 'unreachable' } : outcome, 'zhao')
  }
  return { asked, now }
}
