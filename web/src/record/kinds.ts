import type { Pair } from '../i18n/text'

/** A kind of record as the pages need it; what differs between kinds stands here and in `sections.ts`. */
export interface RecordKind {
  plural: string
  kind: string
  /** Schema of the record; its states are `<schema>State`, its steps `<schema>Change`. */
  schema: string
  /** Draft with which it is entered; a kind without is made from another record alone. */
  draft?: string
  /** The button that enters one. */
  enter?: Pair
  /** Whether it may follow from another record (`?from=`). */
  follows?: boolean
}

export const KINDS: RecordKind[] = [
  {
    plural: 'complaints',
    kind: 'complaint',
    schema: 'Complaint',
    draft: 'Intake',
    enter: ['登记信访', 'Take in a complaint'],
  },
  {
    plural: 'issues',
    kind: 'issue',
    schema: 'Issue',
    draft: 'IssueDraft',
    enter: ['登记问题', 'Enter an issue'],
    follows: true,
  },
  {
    plural: 'risks',
    kind: 'risk',
    schema: 'Risk',
    draft: 'RiskDraft',
    enter: ['登记风险', 'Enter a risk'],
    follows: true,
  },
  {
    plural: 'inspections',
    kind: 'inspection',
    schema: 'Inspection',
    draft: 'InspectionPlan',
    enter: ['安排检查', 'Plan an inspection'],
  },
  {
    plural: 'clues',
    kind: 'clue',
    schema: 'Clue',
    draft: 'ClueDraft',
    enter: ['登记线索', 'Enter a clue'],
    follows: true,
  },
  { plural: 'cases', kind: 'case', schema: 'Case' },
  {
    plural: 'recommendations',
    kind: 'recommendation',
    schema: 'Recommendation',
    draft: 'RecommendationDraft',
    enter: ['拟制建议', 'Draft a recommendation'],
    follows: true,
  },
  {
    plural: 'interviews',
    kind: 'interview',
    schema: 'Interview',
    draft: 'InterviewDraft',
    enter: ['安排约谈', 'Plan an interview'],
    follows: true,
  },
  {
    plural: 'recoveries',
    kind: 'recovery',
    schema: 'Recovery',
    draft: 'RecoveryDraft',
    enter: ['登记追缴', 'Enter a recovery'],
    follows: true,
  },
  {
    plural: 'measures',
    kind: 'measure',
    schema: 'Measure',
    draft: 'MeasureDraft',
    enter: ['登记制度', 'Enter a measure'],
    follows: true,
  },
  {
    plural: 'notices',
    kind: 'notice',
    schema: 'Notice',
    draft: 'NoticeDraft',
    enter: ['拟制通报', 'Draft a notice'],
    follows: true,
  },
  {
    plural: 'campaigns',
    kind: 'campaign',
    schema: 'Campaign',
    draft: 'CampaignDraft',
    enter: ['拟定专项', 'Plan a campaign'],
  },
]

export const kindOfPlural = (plural: string): RecordKind => {
  const found = KINDS.find((kind) => kind.plural === plural)
  if (!found) throw new Error(`no kind of record is called ${plural}`)
  return found
}
/** Leads are records with pages of their own. */
export const pluralOf = (kind: string): string =>
  (kind === 'lead' ? 'leads' : KINDS.find((one) => one.kind === kind)?.plural) ?? kind
export const pathOf = (reference: { kind: string; id: number }): string =>
  `/${pluralOf(reference.kind)}/${reference.id}`
/** The schema of a kind of record, by which its states and steps are called. */
export const schemaOf = (kind: string): string =>
  KINDS.find((one) => one.kind === kind)?.schema ?? kind.charAt(0).toUpperCase() + kind.slice(1)
