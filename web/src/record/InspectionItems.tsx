import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { minute } from '../format/time'
import { useWords, type Pair } from '../i18n/text'
import { Shots, type Shot } from './Shots'

/** How grave a fault is, as the packs say it. */
const SEVERITY: Record<string, Pair> = {
  ordinary: ['一般', 'Ordinary'],
  serious: ['较重', 'Serious'],
  grave: ['严重', 'Grave'],
}
const COLOUR: Record<string, string> = { fault: 'var(--red)', ok: 'var(--green)' }

/** The checklist of an inspection, item by item. What nobody has answered is said to be so. */
export function InspectionItems({
  inspection,
  open,
}: {
  inspection: Schemas['Inspection']
  open: (shot: Shot) => void
}) {
  const { t, label, pair } = useWords()
  const { checklist, answers, issues } = inspection
  return (
    <section className="card" id="items">
      <h2>{checklist.title}</h2>
      <table className="simple">
        <thead>
          <tr>
            <th>{t('inspection.item')}</th>
            <th style={{ width: 88 }}>{t('inspection.finding')}</th>
            <th style={{ width: '36%' }}>{t('inspection.found')}</th>
          </tr>
        </thead>
        <tbody>
          {checklist.items.map((item) => {
            const answer = answers[item.code]
            const issue = issues[item.code]
            const severity = SEVERITY[item.severity]
            return (
              <tr key={item.code}>
                <td>
                  <span className="soft">{item.code}</span> {item.text}
                  <div className="entry-by">
                    {[severity && pair(severity), item.basis, item.how].filter(Boolean).join(' · ')}
                  </div>
                </td>
                <td style={{ color: COLOUR[answer?.finding ?? ''] }}>
                  {answer ? (
                    label('InspectionFinding', answer.finding)
                  ) : (
                    <span className="soft">{t('inspection.no_answer')}</span>
                  )}
                </td>
                <td>
                  {answer?.text && <div className="pre">{answer.text}</div>}
                  {answer?.files && answer.files.length > 0 && (
                    <Shots title={`${item.code} ${item.text}`} files={answer.files} open={open} />
                  )}
                  {issue !== undefined && <Link to={`/issues/${issue}`}>{t('inspection.issue', { id: issue })}</Link>}
                  {answer && <div className="entry-by">{t('entry.by', { who: answer.by, at: minute(answer.at) })}</div>}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </section>
  )
}
