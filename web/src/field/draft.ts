// What is written down on the spot, and what it still lacks. Pure: the day comes in as a value.
import type { Answer, Draft, Inspection, ItemDraft, Signing } from './types'

export const EMPTY: ItemDraft = { remark: '', files: [] }

const itemOf = (answer: Answer): ItemDraft => ({
  finding: answer.finding,
  remark: answer.text,
  files: answer.files ?? [],
})

/** A draft begins with what the record has. */
export function draftOf(record: Inspection, today: string): Draft {
  const items = Object.entries(record.answers).map(([code, answer]) => [code, itemOf(answer)] as const)
  return { began: today, items: Object.fromEntries(items), spot: record.spot ?? undefined, summary: '' }
}

export function sameItem(draft: ItemDraft, answer: Answer | undefined): boolean {
  if (!answer) return draft.finding === undefined
  const files = answer.files ?? []
  return (
    draft.finding === answer.finding &&
    draft.remark.trim() === answer.text.trim() &&
    draft.files.length === files.length &&
    draft.files.every((file, index) => file === files[index])
  )
}

/** Numbers of people are masked wherever they are read: such a text is not sent back in the place of the whole one. */
export const isMasked = (text: string): boolean => /\*{4}/.test(text)

export type Lack =
  { is: 'finding' | 'remark' | 'masked'; item: string } | { is: 'signing' | 'name' | 'picture' | 'witness' | 'reason' }

/** An item of which something was found; only what is in order needs no word. */
const lacksRemark = (draft: ItemDraft) =>
  draft.finding !== undefined && draft.finding !== 'ok' && draft.remark.trim() === ''

/** What is missing before it can be sent. For a part only that what is answered is whole. */
export function lacking(record: Inspection, draft: Draft, goal: 'part' | 'whole'): Lack[] {
  const lacks: Lack[] = []
  for (const { code } of record.checklist.items) {
    const item = draft.items[code] ?? EMPTY
    if (lacksRemark(item)) lacks.push({ is: 'remark', item: code })
    else if (isMasked(item.remark) && !sameItem(item, record.answers[code])) lacks.push({ is: 'masked', item: code })
    else if (goal === 'whole' && !item.finding) lacks.push({ is: 'finding', item: code })
  }
  if (goal === 'whole') lacks.push(...signingLacks(draft.signing))
  return lacks
}

function signingLacks(signing: Signing | undefined): Lack[] {
  if (!signing) return [{ is: 'signing' }]
  const lacks: Lack[] = []
  if (signing.is === 'signed') {
    if (!signing.name.trim()) lacks.push({ is: 'name' })
    if (!signing.picture) lacks.push({ is: 'picture' })
  } else {
    if (!signing.reason.trim()) lacks.push({ is: 'reason' })
    if (!signing.witness.trim()) lacks.push({ is: 'witness' })
  }
  return lacks
}

/** How many items have an answer. */
export const answered = (record: Inspection, draft: Draft | undefined): number =>
  record.checklist.items.filter(({ code }) => (draft ? draft.items[code]?.finding : record.answers[code]?.finding))
    .length

/** Every file that a draft names. */
export function filesOf(draft: Draft): string[] {
  const picture = draft.signing?.is === 'signed' && draft.signing.picture ? [draft.signing.picture] : []
  return [...Object.values(draft.items).flatMap((item) => item.files), ...picture]
}

/** A file has been sent: from now on it is known by its digest. */
export function withDigest(draft: Draft, ref: string, digest: string): Draft {
  const swap = (file: string) => (file === ref ? digest : file)
  const items = Object.entries(draft.items).map(([code, item]) => [code, { ...item, files: item.files.map(swap) }])
  const signing =
    draft.signing?.is === 'signed' && draft.signing.picture
      ? { ...draft.signing, picture: swap(draft.signing.picture) }
      : draft.signing
  return { ...draft, items: Object.fromEntries(items) as Draft['items'], signing }
}
