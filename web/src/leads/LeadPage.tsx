import { PrinterOutlined } from '@ant-design/icons'
import { Button, Spin } from 'antd'
import { Link, useParams } from 'react-router'
import { useOffices } from '../api/lookups'
import { count, yuan } from '../format/money'
import { useWords } from '../i18n/text'
import { placeName } from '../list/columns'
import { usePriority } from '../i18n/priorities'
import { ProblemNote } from '../parts/ProblemNote'
import { Climbed, Standing, StateTag } from '../parts/Standing'
import { useRecord } from '../record/calls'
import { climbedTo, nextDue, reasonOf } from '../record/clocks'
import { History } from '../record/History'
import { Related } from '../record/Related'
import { StepBar } from '../record/StepBar'
import '../record/record.css'
import type { Lead, LeadWithHits } from './calls'
import { Evidence } from './Evidence'
import { Exempt } from './Exempt'
import { Findings } from './Findings'
import { LifeLine } from './LifeLine'
import { Reveal, useSubject } from './Reveal'
import { Verification } from './Verification'
import './leads.css'

export function LeadPage() {
  const { id = '' } = useParams()
  const found = useRecord<LeadWithHits>('leads', id)
  if (found.isError && !found.data) {
    return (
      <div className="page">
        <ProblemNote problem={found.error} retry={() => void found.refetch()} />
      </div>
    )
  }
  if (!found.data) return <Spin style={{ margin: 40 }} />
  const { data, version } = found.data
  const { lead, hits } = data
  return (
    <div className="page record">
      <LeadHead lead={lead} version={version} />
      <div className="record-columns">
        <div className="record-body">
          <Evidence lead={lead} hits={hits} />
          <LifeLine lead={lead} hits={hits} />
          <Related plural="leads" id={lead.id} kind="lead" />
        </div>
        <aside className="record-side record-body">
          <Verification lead={lead} version={version} />
          <Findings lead={lead} />
          <History plural="leads" id={lead.id} schema="Lead" />
        </aside>
      </div>
    </div>
  )
}

function LeadHead({ lead, version }: { lead: Lead; version: string | undefined }) {
  const words = useWords()
  const { t, field } = words
  const { name } = useOffices()
  const priority = usePriority()
  const subject = useSubject(lead)
  const due = nextDue(lead.clocks)
  const where = placeName(lead.place, name)
  return (
    <header className="card record-head">
      <div className="spread">
        <div className="row">
          <span className="soft">{lead.rule}</span>
          <span>{lead.title}</span>
          <StateTag list="LeadState" state={lead.state} />
          {due && <Standing colour={due.colour} dueAt={due.clock.due_at} reason={reasonOf(due.clock, words)} />}
          <Climbed level={climbedTo(lead.clocks)} />
        </div>
        <Link to={`/leads/${lead.id}/sheet`} className="no-print">
          <Button icon={<PrinterOutlined />}>{t('sheet.open')}</Button>
        </Link>
      </div>
      <div className="row" style={{ gap: 18 }}>
        <h1>{subject.subject_name}</h1>
        <Reveal lead={lead} />
        {lead.amount > 0 && <span className="lead-amount">{t('money.yuan', { amount: yuan(lead.amount) })}</span>}
        <span>{t('lead.hits', { count: count(lead.hits), from: lead.first_on, to: lead.last_on })}</span>
      </div>
      <div className="record-facts">
        <span>
          {field('department')}
          {t('colon')}
          <b>{name(lead.assignment?.department) || t('record.nobody')}</b>
        </span>
        <span>
          {field('owner')}
          {t('colon')}
          <b>{lead.assignment?.owner ?? t('record.nobody')}</b>
        </span>
        <span>
          {field('priority')}
          {t('colon')}
          <b>{priority(lead.priority)}</b>
        </span>
        {where && (
          <span>
            {field('place')}
            {t('colon')}
            <b>{where}</b>
          </span>
        )}
        {lead.sent_back > 0 && (
          <span style={{ color: 'var(--amber)' }}>{t('lead.sent_back', { count: lead.sent_back })}</span>
        )}
        {lead.no_longer_matched_on && <span>{t('lead.no_longer', { day: lead.no_longer_matched_on })}</span>}
      </div>
      <div className="row">
        <StepBar
          plural="leads"
          schema="Lead"
          id={lead.id}
          version={version}
          record={lead}
          without={['confirm', 'clear']}
        />
        <Exempt lead={lead} />
      </div>
    </header>
  )
}
