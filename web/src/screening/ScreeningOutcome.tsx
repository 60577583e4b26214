import { Link } from 'react-router'
import { count, fen, yuan } from '../format/money'
import { useWords } from '../i18n/text'
import type { Job } from '../jobs/jobs'

interface Line {
  rule: string
  title: string
  hits: number | null
  subjects: number | null
  leads: number | null
  amount: string | null
  not_evaluated: string | null
  ledger: { added: number; changed: number; no_longer_matched: number } | null
}
interface Outcome {
  as_of: string
  persons: number
  paused: unknown[]
  rules: Line[]
}

export const screened = (job: Job) => job.outcome as unknown as Outcome | null

/** What each rule said in a screening, and what became of the leads. */
export function ScreeningOutcome({ job }: { job: Job }) {
  const { t, field } = useWords()
  const outcome = screened(job)
  if (!outcome) return null
  const silent = outcome.rules.filter((one) => one.not_evaluated).length
  return (
    <>
      <p style={{ margin: '0 0 8px' }}>
        {t('screen.sum', {
          as_of: outcome.as_of,
          rules: outcome.rules.length - silent,
          persons: count(outcome.persons),
        })}
        {silent > 0 && <span style={{ color: 'var(--amber)' }}> {t('screen.silent', { count: silent })}</span>}
      </p>
      <div className="outcome-scroll">
        <table className="simple">
          <thead>
            <tr>
              <th>{field('rule')}</th>
              <th>{t('rule.title')}</th>
              <th className="num">{t('screen.leads')}</th>
              <th className="num">{t('screen.hits')}</th>
              <th className="num">{t('screen.amount')}</th>
              <th className="num">{t('screen.new')}</th>
              <th className="num">{t('screen.changed')}</th>
              <th className="num">{t('screen.gone')}</th>
            </tr>
          </thead>
          <tbody>
            {outcome.rules.map((one) => (
              <tr key={one.rule}>
                <td className="soft">{one.rule}</td>
                <td>
                  <Link to={`/rules/${one.rule}`}>{one.title}</Link>
                </td>
                {one.not_evaluated ? (
                  <td colSpan={6} style={{ color: 'var(--amber)' }}>
                    {t('screen.unanswered')}
                    {t('colon')}
                    {one.not_evaluated}
                  </td>
                ) : (
                  <>
                    <td className="num">
                      {one.leads ? <Link to={`/leads?rule=${one.rule}`}>{count(one.leads)}</Link> : count(one.leads)}
                    </td>
                    <td className="num">{count(one.hits)}</td>
                    <td className="num">{one.amount ? yuan(fen(one.amount)) : '–'}</td>
                    <td className="num">{count(one.ledger?.added)}</td>
                    <td className="num">{count(one.ledger?.changed)}</td>
                    <td className="num">{count(one.ledger?.no_longer_matched)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}
