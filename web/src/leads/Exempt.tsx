import { draftOf } from '../api/shapes'
import { useWords } from '../i18n/text'
import { ActionDrawer } from '../record/ActionDrawer'
import type { Lead } from './calls'

const OPEN = new Set(['new', 'assigned', 'verifying'])

/** Asks to have the rule muted for the subject; a second person decides. */
export function Exempt({ lead }: { lead: Lead }) {
  const { t } = useWords()
  if (!OPEN.has(lead.state)) return null
  return (
    <ActionDrawer
      text={t('exemption.ask')}
      draft={`leads/${lead.id}/exemption`}
      fields={draftOf('ExemptionDraft')}
      within="ExemptionDraft"
      initial={{
        rule: lead.rule,
        subject_kind: lead.subject_kind,
        subject_id: lead.subject_id.includes('*') ? undefined : lead.subject_id,
      }}
      plural="leads"
      id={lead.id}
      path="/exemptions"
    />
  )
}
