// What goes out next, and what an answer makes of it. Pure: no network, no clock, no store.
//
// What is to be sent is never a list that was written down once: it is the difference between the record as it was read last and the draft.
// So nothing is sent twice. A file is known by its bytes; a step names the version that was seen, and where its answer was lost on the way,
// the record says whether it arrived.
import { filesOf, isMasked, sameItem, withDigest } from './draft'
import {
  isLocal,
  ON_THE_SPOT,
  type Draft,
  type FileRef,
  type Goal,
  type Inspection,
  type ItemDraft,
  type Kept,
  type Said,
  type Step,
} from './types'

/** What is asked of the API. */
export type Ask = { is: 'file'; file: FileRef } | { is: 'step'; step: Step }

export type Outcome =
  | { is: 'file'; digest: string }
  | { is: 'record'; record: Inspection }
  /** It did not get there, or its answer did not come back. */
  | { is: 'unreachable' }
  /** The session has ended. */
  | { is: 'session' }
  /** The server asks to come back later, or has a fault. */
  | { is: 'later' }
  /** Another version is there, or another state; `theirs` is the record read anew. */
  | { is: 'stale'; said: Said; theirs?: Inspection }
  | { is: 'refused'; said: Said }

const sameDraft = (item: ItemDraft, told: ItemDraft | undefined): boolean =>
  !!told &&
  item.finding === told.finding &&
  item.remark.trim() === told.remark.trim() &&
  item.files.join() === told.files.join()

/** The steps that are still between a record and a draft, in the order in which they are taken. */
export function steps(
  { record, told }: Pick<Kept, 'record' | 'told'>,
  draft: Draft,
  goal: Goal,
  today: string,
  resume: string,
): Step[] {
  if (!ON_THE_SPOT.includes(record.state)) return []
  const found: Step[] = []
  if (record.state === 'planned') found.push({ step: 'start', ...(draft.began < today ? { on: draft.began } : {}) })
  const answers = record.checklist.items.flatMap(({ code }): Step[] => {
    const item = draft.items[code]
    if (!item?.finding || sameItem(item, record.answers[code]) || sameDraft(item, told?.[code])) return []
    return [{ step: 'answer', item: code, finding: item.finding, remark: item.remark.trim(), files: item.files }]
  })
  if (record.state === 'findings_done' && answers.length > 0) found.push({ step: 'resume', reason: resume })
  found.push(...answers)
  if (goal === 'part') return found
  if (record.state !== 'findings_done' || answers.length > 0) {
    found.push({ step: 'finish', remark: draft.summary.trim(), ...(draft.spot ? { spot: draft.spot } : {}) })
  }
  const { signing } = draft
  if (signing?.is === 'signed') {
    const files = signing.picture ? [signing.picture] : []
    found.push({ step: 'sign', name: signing.name.trim(), on: signing.on, remark: signing.remark.trim(), files })
  } else if (signing) {
    found.push({
      step: 'refuse_to_sign',
      reason: signing.reason.trim(),
      witness: signing.witness.trim(),
      on: signing.on,
    })
  }
  return found
}

const filesIn = (step: Step): FileRef[] => ('files' in step && Array.isArray(step.files) ? step.files : [])

/** The next thing to ask; nothing where all has arrived, or where its person has to say something first. */
export function next(kept: Kept, today: string, resume: string): Ask | undefined {
  const { draft, phase } = kept
  if (!draft || (phase.is !== 'waiting' && phase.is !== 'sending')) return undefined
  const [step] = steps(kept, draft, phase.goal, today, resume)
  if (!step) return undefined
  const file = filesIn(step).find(isLocal)
  return file ? { is: 'file', file } : { is: 'step', step }
}

/** How many requests are still to be made. */
export function remaining(kept: Kept): number {
  const goal = 'goal' in kept.phase ? kept.phase.goal : 'whole'
  if (!kept.draft) return 0
  const files = new Set(filesOf(kept.draft).filter(isLocal))
  return steps(kept, kept.draft, goal, '', '').length + files.size
}

type Answering = Extract<Step, { step: 'answer' }>
const itemIn = (step: Answering): ItemDraft => ({
  finding: step.finding,
  remark: step.remark ?? '',
  files: step.files ?? [],
})

/** The record as the step has left it, and what it told. */
const taken = (kept: Kept, ask: Ask, record: Inspection): Kept =>
  ask.is === 'step' && ask.step.step === 'answer'
    ? { ...kept, record, told: { ...kept.told, [ask.step.item]: itemIn(ask.step) } }
    : { ...kept, record }

/** Whether a step of this person has left its mark on the record: its answer was lost, and not the step. */
export function arrived(record: Inspection, step: Step, who: string): boolean {
  switch (step.step) {
    case 'start':
      return record.state !== 'planned' && record.started?.by === who
    case 'answer': {
      const answer = record.answers[step.item]
      const item = itemIn(step)
      if (!answer || answer.by !== who) return false
      return sameItem(isMasked(answer.text) ? { ...item, remark: answer.text } : item, answer)
    }
    case 'finish':
      return record.state === 'findings_done'
    case 'resume':
      return record.state === 'under_way'
    case 'sign':
      return (
        record.signature?.is === 'signed' &&
        record.signature.entry.by === who &&
        (record.signature.name === step.name || isMasked(record.signature.name))
      )
    case 'refuse_to_sign':
      return record.signature?.is === 'refused' && record.signature.entry.by === who
    default:
      return false
  }
}

/** What an answer makes of it. */
export function after(kept: Kept, ask: Ask, outcome: Outcome, who: string): Kept {
  const { phase, draft } = kept
  if (!draft || (phase.is !== 'waiting' && phase.is !== 'sending')) return kept
  const { goal } = phase
  switch (outcome.is) {
    case 'file':
      return ask.is === 'file' ? { ...kept, draft: withDigest(draft, ask.file, outcome.digest) } : kept
    case 'record':
      return taken(kept, ask, outcome.record)
    case 'unreachable':
      return { ...kept, phase: { is: 'waiting', goal, why: 'network' } }
    case 'session':
      return { ...kept, phase: { is: 'waiting', goal, why: 'session' } }
    case 'later':
      return { ...kept, phase: { is: 'waiting', goal, why: 'server' } }
    case 'stale': {
      const { theirs, said } = outcome
      // One version on it was this step alone. After the signature nobody changes what was found.
      const last = ask.is === 'step' && (ask.step.step === 'sign' || ask.step.step === 'refuse_to_sign')
      const alone = last || theirs?.version === kept.record.version + 1
      const own = ask.is === 'step' && !!theirs && alone && arrived(theirs, ask.step, who)
      return own ? taken(kept, ask, theirs) : { ...kept, phase: { is: 'conflict', goal, said, theirs } }
    }
    case 'refused': {
      const item = ask.is === 'step' && ask.step.step === 'answer' ? ask.step.item : undefined
      return { ...kept, phase: { is: 'refused', goal, said: outcome.said, item } }
    }
  }
}

/** All has arrived. What was written is on the server; on the phone only that it was sent stays. */
export function sent(kept: Kept, at: string): Kept {
  if (kept.phase.is !== 'waiting' && kept.phase.is !== 'sending') return kept
  const { goal } = kept.phase
  if (goal === 'part') return { ...kept, phase: { is: 'sent', goal, at } }
  const record = { ...kept.record, answers: {}, signature: null, spot: null }
  return { id: kept.id, read: kept.read, record, phase: { is: 'sent', goal, at } }
}

/** Its person says: send it. */
export const submit = (kept: Kept, goal: Goal): Kept =>
  kept.draft && ON_THE_SPOT.includes(kept.record.state) ? { ...kept, phase: { is: 'waiting', goal } } : kept

/** Whether what was written can still be sent once their version is known. */
export const renewable = (kept: Kept): boolean =>
  kept.phase.is === 'conflict' && !!kept.phase.theirs && ON_THE_SPOT.includes(kept.phase.theirs.state)

/** Their version is known; what arrived before and was changed by others since has to be told again. */
function known(kept: Kept, theirs: Inspection): Kept {
  const changed = differences(kept.record, theirs).items
  const told = Object.entries(kept.told ?? {}).filter(([code]) => !changed.includes(code))
  return { ...kept, record: theirs, told: Object.fromEntries(told) }
}

/** After a conflict: what they did is known now, and what was written here goes out on top of it. */
export function renew(kept: Kept): Kept {
  if (kept.phase.is !== 'conflict' || !kept.phase.theirs || !renewable(kept)) return kept
  return { ...known(kept, kept.phase.theirs), phase: { is: 'waiting', goal: kept.phase.goal } }
}

/** After a conflict: it stays here as a draft. */
export function hold(kept: Kept): Kept {
  if (kept.phase.is !== 'conflict') return kept
  return { ...(kept.phase.theirs ? known(kept, kept.phase.theirs) : kept), phase: { is: 'kept' } }
}

/** Something was written. What waits to be sent waits no more until its person says so again. */
export function edit(kept: Kept, change: (draft: Draft) => Draft, fresh: Draft): Kept {
  if (kept.phase.is === 'sending' || kept.phase.is === 'conflict') return kept
  return { ...kept, draft: change(kept.draft ?? fresh), phase: { is: 'kept' } }
}

/** The record was read anew. What somebody has written against an older one keeps that one: sending it tells them. */
export function reread(kept: Kept | undefined, record: Inspection, at: string): Kept {
  if (!kept) return { id: record.id, record, phase: { is: 'planned' }, read: at }
  if (kept.draft) return { ...kept, read: at }
  if (kept.phase.is === 'sent' && !ON_THE_SPOT.includes(record.state)) return kept
  return { id: kept.id, record, phase: { is: 'planned' }, read: at }
}

/** Whether there is something here that the server does not have. */
export const unsent = (kept: Kept): boolean => !!kept.draft && kept.phase.is !== 'sent'

/** What others have done since, item by item; and whether state or visit are others than they were. */
export interface Difference {
  items: string[]
  state: boolean
  visit: boolean
}
export function differences(mine: Inspection, theirs: Inspection): Difference {
  const items = mine.checklist.items.filter(({ code }) => {
    const theirAnswer = theirs.answers[code]
    const mineAnswer = mine.answers[code]
    if (!theirAnswer) return !!mineAnswer
    return (
      !mineAnswer ||
      mineAnswer.finding !== theirAnswer.finding ||
      mineAnswer.text !== theirAnswer.text ||
      (mineAnswer.files ?? []).join() !== (theirAnswer.files ?? []).join()
    )
  })
  return {
    items: items.map(({ code }) => code),
    state: mine.state !== theirs.state,
    visit: JSON.stringify(mine.visit) !== JSON.stringify(theirs.visit),
  }
}
