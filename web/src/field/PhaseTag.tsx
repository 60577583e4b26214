import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import type { Inspection, Phase } from './types'

const TEXT: Record<Exclude<Phase['is'], 'planned'>, MessageKey> = {
  kept: 'field.phase.kept',
  waiting: 'field.phase.waiting',
  sending: 'field.phase.sending',
  sent: 'field.phase.sent',
  conflict: 'field.phase.conflict',
  refused: 'field.phase.refused',
}

/** How far it is on this phone; where nothing was written yet, how far it is at the office. */
export function PhaseTag({ phase, record }: { phase: Phase; record: Inspection }) {
  const { t, label } = useWords()
  if (phase.is === 'planned') return <span className="field-tag">{label('InspectionState', record.state)}</span>
  const part = phase.is === 'sent' && phase.goal === 'part'
  return <span className={`field-tag is-${phase.is}`}>{t(part ? 'field.phase.sent.part' : TEXT[phase.is])}</span>
}
