import type { MessageKey } from '../i18n/messages'

interface Section {
  title: MessageKey
  fields: string[]
}

// How a record's fields are read, from what it is to how it went. A field that no section names stands in the last one.
const PLAN: Section[] = [
  {
    title: 'section.matter',
    fields: [
      'description',
      'text',
      'facts',
      'class',
      'channel',
      'reporter',
      'accused',
      'accused_office',
      'location',
      'persons',
      'source',
      'amount',
      'debtor',
      'ground',
      'amounts',
      'kind',
      'content',
      'with',
      'with_kind',
      'interviewer',
      'reason',
      'planned_on',
      'plan',
      'checklist',
      'visit',
      'level',
      'document',
      'received_at',
      'ticket',
      'repeats',
    ],
  },
  {
    title: 'section.handling',
    fields: [
      'asked_extension',
      'asked_plan',
      'asked_remission',
      'asked_write_off',
      'decision',
      'told',
      'returns',
      'measures',
      'plans',
      'progress',
      'proposals',
      'inquiries',
      'answers',
      'talks',
      'notes',
      'taken_up',
      'reports',
      'assessments',
      'controls',
      'payments',
      'remissions',
      'returned',
      'penalties',
      'corrections',
      'notified',
      'issued',
      'refusals',
      'insisted',
      'started',
      'began',
      'signature',
      'report',
      'rescheduled',
      'held',
      'held_on',
      'rectify_by',
      'reported',
      'self_checks',
      'goal_reports',
      'turns',
      'approved',
      'issues',
      'sent_back',
    ],
  },
  {
    title: 'section.result',
    fields: [
      'claimed',
      'verified',
      'rejections',
      'observed',
      'answer',
      'decided_on',
      'call_backs',
      'look_backs',
      'reviews',
      'review_until',
      'reopened',
      'closed',
      'dismissed',
      'cancelled',
      'withdrawn',
      'written_off',
      'enacted',
      'in_force_from',
      'ended',
      'repealed_from',
      'published',
      'published_on',
      'published_at',
      'opened',
      'went_on',
      'review_on',
    ],
  },
]

// What the page of one kind shows in its own way (Extras).
const OWN_WAY: Record<string, readonly string[]> = { Inspection: ['checklist', 'answers', 'issues', 'spot'] }
export const ownWay = (schema: string, name: string): boolean => !!OWN_WAY[schema]?.includes(name)

// Who has taken part, which decides who may take the next step: it is told by the steps' reasons, and in the history.
const HANDS = new Set([
  'rectifiers',
  'verifiers',
  'handlers',
  'controllers',
  'answerers',
  'drafters',
  'examiners',
  'triers',
  'planners',
  'inspectors',
  'state',
])

export function sectionsFor(names: readonly string[]): Section[] {
  const planned = new Set(PLAN.flatMap((section) => section.fields))
  const rest = names.filter((name) => !planned.has(name) && !HANDS.has(name))
  return [...PLAN, { title: 'section.more' as const, fields: rest }]
    .map((section) => ({ ...section, fields: section.fields.filter((name) => names.includes(name)) }))
    .filter((section) => section.fields.length > 0)
}
