import { Spin } from 'antd'
import { Link } from 'react-router'
import { useWords } from '../i18n/text'
import { answered } from './draft'
import { useShown } from './keeper'
import { PhaseTag } from './PhaseTag'
import type { Kept } from './types'

const last = ({ phase }: Kept) => (phase.is === 'sent' && phase.goal === 'whole' ? 1 : 0)

/** What is in one's charge, the next day first; what was sent stands at the end for a while. */
export function Plan() {
  const { t } = useWords()
  const { ready, kept, reached } = useShown()
  if (!ready) return <Spin style={{ margin: 40 }} />
  const inOrder = [...kept].sort(
    (one, other) =>
      last(one) - last(other) || one.record.visit.on.localeCompare(other.record.visit.on) || one.id - other.id,
  )
  return (
    <>
      <h2 className="field-head">{t('field.plan')}</h2>
      {inOrder.length === 0 && (
        <div className="empty">
          <b>{reached ? t('field.plan.none') : t('field.plan.unread')}</b>
          {t('field.plan.none.what')}
        </div>
      )}
      <ul className="field-cards">
        {inOrder.map((one) => (
          <li key={one.id}>
            <Card kept={one} />
          </li>
        ))}
      </ul>
    </>
  )
}

function Card({ kept }: { kept: Kept }) {
  const { t, label } = useWords()
  const { record, draft, phase } = kept
  const { inspected } = record.visit
  const sent = phase.is === 'sent' && phase.goal === 'whole'
  return (
    <Link to={`/field/${kept.id}`} className="field-card">
      <span className="field-card-top">
        <span className="soft">{record.number}</span>
        <PhaseTag phase={phase} record={record} />
      </span>
      <b className="field-card-name">{inspected.name}</b>
      <span>{record.title}</span>
      <span className="soft">
        {label('InspectedKind', inspected.kind)} · {record.checklist.title}
      </span>
      <span className="field-card-top">
        <span>{t('field.on_day', { day: record.visit.on })}</span>
        {!sent && (
          <span className="soft">
            {t('field.progress', { done: answered(record, draft), all: record.checklist.items.length })}
          </span>
        )}
      </span>
    </Link>
  )
}
