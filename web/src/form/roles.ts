import type { Field } from '../api/shapes'

/** What a text stands for, so that it is picked and not typed. */
export type TextRole =
  | 'office'
  | 'account'
  | 'priority'
  | 'checklist'
  | 'long'
  | 'town'
  | 'village'
  | 'school'
  | 'institution'
  | 'password'
  | undefined

const ROLES: Record<string, TextRole> = {
  department: 'office',
  departments: 'office',
  accused_office: 'office',
  lead_department: 'office',
  partners: 'office',
  watches: 'office',
  parent: 'office',
  owner: 'account',
  who: 'account',
  companions: 'account',
  priority: 'priority',
  priorities: 'priority',
  checklist: 'checklist',
  town: 'town',
  village: 'village',
  school: 'school',
  institution: 'institution',
  text: 'long',
  reason: 'long',
  description: 'long',
  finding: 'long',
  remark: 'long',
  measures: 'long',
  measure: 'long',
  report: 'long',
  aim: 'long',
  plan: 'long',
  problems: 'long',
  demands: 'long',
  ground: 'long',
  facts: 'long',
}
const WITHIN: Record<string, TextRole> = {
  'AccountDraft.office': 'office',
  'Account.office': 'office',
  'post.office': 'office',
  'CampaignGoal.text': undefined,
}

export function roleOf(name: string, within: string | undefined): TextRole {
  const key = `${within ?? ''}.${name}`
  return key in WITHIN ? WITHIN[key] : ROLES[name]
}

/** Which fields of an object are asked for: what only a machine knows is not. */
const UNASKED = new Set(['PersonConcernedDraft.key'])
export const asked = (fields: readonly Field[], within: string | undefined): Field[] =>
  fields.filter((field) => !UNASKED.has(`${within ?? ''}.${field.name}`))
