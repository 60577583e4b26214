// What waits for whom: of each kind of record the states in which this side has the next word. The figure is the count of the very
// list that it opens.
export interface Duty {
  plural: string
  schema: string
  kind: string
  states: string[]
}

const duty = (plural: string, kind: string, schema: string, states: string): Duty => ({
  plural,
  kind,
  schema,
  states: states.split(' '),
})

const RESPONSIBLE: Duty[] = [
  duty('leads', 'lead', 'Lead', 'assigned verifying'),
  duty('complaints', 'complaint', 'Complaint', 'assigned handling'),
  duty('issues', 'issue', 'Issue', 'assigned accepted rectifying'),
  duty('risks', 'risk', 'Risk', 'identified reopened'),
  duty('inspections', 'inspection', 'Inspection', 'planned under_way findings_done signed'),
  duty('recoveries', 'recovery', 'Recovery', 'registered due paying'),
  duty('recommendations', 'recommendation', 'Recommendation', 'issued'),
  duty('interviews', 'interview', 'Interview', 'held'),
  duty('measures', 'measure', 'Measure', 'drafted'),
]
const SUPERVISING: Duty[] = [
  duty('leads', 'lead', 'Lead', 'new confirmed cleared'),
  duty('complaints', 'complaint', 'Complaint', 'received accepted answered reviewing second_review'),
  duty('issues', 'issue', 'Issue', 'registered submitted verified'),
  duty('risks', 'risk', 'Risk', 'controlled'),
  duty('inspections', 'inspection', 'Inspection', 'planned under_way findings_done signed reported'),
  duty('clues', 'clue', 'Clue', 'pending proposed inquiring checking'),
  duty('cases', 'case', 'Case', 'filed examining trial decided'),
  duty('recoveries', 'recovery', 'Recovery', 'due paying'),
  duty('recommendations', 'recommendation', 'Recommendation', 'drafted answered refused verified'),
  duty('interviews', 'interview', 'Interview', 'planned reported'),
  duty('notices', 'notice', 'Notice', 'drafted approved'),
  duty('campaigns', 'campaign', 'Campaign', 'planned approved running closing'),
]
const INSPECTOR = RESPONSIBLE.filter((one) => one.kind === 'inspection')

export function dutiesOf(role: string): Duty[] {
  if (role === 'supervisor' || role === 'resident_office') return SUPERVISING
  if (role === 'inspector') return INSPECTOR
  return RESPONSIBLE
}
