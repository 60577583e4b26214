import { PrinterOutlined } from '@ant-design/icons'
import { Button, Spin } from 'antd'
import { Link, useParams } from 'react-router'
import { useDatasets, useOffices } from '../api/lookups'
import { yuan } from '../format/money'
import { codesOf, useWords } from '../i18n/text'
import { placeName } from '../list/columns'
import { ProblemNote } from '../parts/ProblemNote'
import { useRecord } from '../record/calls'
import type { LeadWithHits } from './calls'
import { Reveal, useSubject } from './Reveal'
import { columnName } from './shown'
import './sheet.css'

const ROWS = 14

/** The verification sheet: one A4 page with room for two signatures. Whom it is about stands on it in full once that was revealed. */
export function VerificationSheet() {
  const { id = '' } = useParams()
  const found = useRecord<LeadWithHits>('leads', id)
  if (found.isError) return <ProblemNote problem={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Spin style={{ margin: 40 }} />
  return <Sheet id={id} {...found.data.data} />
}

function Sheet({ id, lead, hits }: LeadWithHits & { id: string }) {
  const subject = useSubject(lead)
  const words = useWords()
  const { t, field, label, language } = words
  const { name } = useOffices()
  const sheets = useDatasets([...new Set(hits.flatMap((hit) => hit.sources.map((source) => source.dataset)))].sort())
  const outcomes = [
    ...codesOf('Nature')
      .filter((code) => (lead.kind === 'owed') === (code === 'owed_unpaid'))
      .map((code) => label('Nature', code)),
    ...codesOf('ClearReason').map((code) => label('ClearReason', code)),
  ]
  const title = (code: string) => {
    const sheet = sheets.find((one) => one.dataset === code)
    return sheet ? (language === 'zh' ? sheet.title : sheet.title_en) : ''
  }
  return (
    <div className="page">
      <div className="row no-print">
        <Link to={`/leads/${id}`}>{t('sheet.back')}</Link>
        <Button type="primary" icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('sheet.print')}
        </Button>
        <span className="soft">{t('sheet.what')}</span>
        {!subject.revealed && <Reveal lead={lead} />}
      </div>
      <article className="sheet">
        <h1>{t('sheet.title')}</h1>
        <table>
          <tbody>
            <tr>
              <th>{field('number')}</th>
              <td>
                {lead.rule}-{lead.id}
              </td>
              <th>{t('lead.title')}</th>
              <td colSpan={3}>{lead.title}</td>
            </tr>
            <tr>
              <th>{field('subject_name')}</th>
              <td>{subject.subject_name}</td>
              <th>{field('subject_id')}</th>
              <td>{subject.subject_id}</td>
              <th>{field('place')}</th>
              <td>{placeName(lead.place, name) || '–'}</td>
            </tr>
            <tr>
              <th>{field('amount', 'Lead')}</th>
              <td>{lead.amount ? t('money.yuan', { amount: yuan(lead.amount) }) : '–'}</td>
              <th>{t('sheet.period')}</th>
              <td>
                {lead.first_on} – {lead.last_on}
              </td>
              <th>{field('department')}</th>
              <td>{name(lead.assignment?.department) || '–'}</td>
            </tr>
          </tbody>
        </table>
        <h2>{t('sheet.evidence', { shown: Math.min(ROWS, hits.length), of: hits.length })}</h2>
        <table>
          <thead>
            <tr>
              <th>{t('sheet.day')}</th>
              <th className="num">{t('list.amount')}</th>
              <th>{t('sheet.shown')}</th>
              <th>{t('sheet.sources')}</th>
            </tr>
          </thead>
          <tbody>
            {hits.slice(0, ROWS).map((hit) => (
              <tr key={hit.ordinal}>
                <td className="nowrap">{hit.happened_on}</td>
                <td className="num">{hit.amount ? yuan(hit.amount) : '–'}</td>
                <td>
                  {Object.entries((hit.detail ?? {}) as Record<string, unknown>)
                    .map(([column, value]) => `${columnName(column, sheets, words)} ${value ?? '–'}`)
                    .join('；')}
                </td>
                <td>
                  {hit.sources
                    .map((source) => `${title(source.dataset)} ${source.sheet} ${t('lead.row', { row: source.row })}`)
                    .join('；')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <h2>{t('sheet.finding')}</h2>
        <p className="sheet-outcomes">
          {outcomes.map((one) => (
            <span key={one}>□ {one}</span>
          ))}
          <span>{t('sheet.amount_found')}</span>
        </p>
        <div className="sheet-room">
          {lead.conclusion
            ? lead.conclusion.outcome.outcome === 'confirmed'
              ? lead.conclusion.outcome.finding
              : lead.conclusion.outcome.text
            : ''}
        </div>
        <div className="sheet-hands">
          <span>{t('sheet.verifier')}</span>
          <span>{t('sheet.reviewer')}</span>
          <span>{t('sheet.signed_on')}</span>
        </div>
      </article>
    </div>
  )
}
