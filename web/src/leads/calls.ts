import type { Schemas } from '../api/client'

export type Lead = Schemas['Lead']
export type Hit = Schemas['LeadHit']
export type LeadWithHits = Schemas['LeadWithHits']
/** Money that is looked for: 0 where a rule tells of no amount. */
export const leadTitle = (lead: Lead): string => `${lead.subject_name} · ${lead.title}`
