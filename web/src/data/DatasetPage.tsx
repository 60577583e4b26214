import { useQuery } from '@tanstack/react-query'
import { Spin } from 'antd'
import { Link, useParams } from 'react-router'
import { answer, api } from '../api/client'
import { allowed } from '../api/operations'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useMe } from '../session/me'
import { Fresh } from './fresh'
import '../record/record.css'
import { typeText } from './types'
import './data.css'

interface Coverage {
  age_days: number | null
  batches: number
  rows: number
  quarantined: number
  filled: Record<string, number>
  periods: Record<string, number> | null
  unmatched: Record<string, number> | null
  repeats: number | null
}

/** A dataset as it is declared, and how complete what is there of it is. */
export function DatasetPage() {
  const { code = '' } = useParams()
  const me = useMe()
  const { t, language, pair } = useWords()
  const found = useQuery({
    queryKey: ['datasets', 'page', code],
    queryFn: () => answer(api.GET('/api/v1/datasets/{code}', { params: { path: { code } } })),
  })
  if (found.isError)
    return (
      <div className="page">
        <ProblemNote problem={found.error} retry={() => void found.refetch()} />
      </div>
    )
  if (!found.data) return <Spin style={{ margin: 40 }} />
  const sheet = found.data
  const coverage = sheet.coverage as unknown as Coverage
  const periods = Object.entries(coverage.periods ?? {})
  const most = Math.max(1, ...periods.map(([, rows]) => rows))
  const batches = allowed(me.role, 'GET /batches')
  return (
    <div className="page">
      <header className="card record-head">
        <div className="row">
          <h1>{language === 'zh' ? sheet.title : sheet.title_en}</h1>
          <span className="soft">{sheet.dataset}</span>
          <Fresh age={coverage.batches ? coverage.age_days : null} limit={sheet.stale_after_days} />
        </div>
        <div className="record-facts">
          <span>
            {t('data.owner')}
            {t('colon')}
            <b>{sheet.owner}</b>
          </span>
          <span>
            {t('data.rows')}
            {t('colon')}
            <b>{count(coverage.rows)}</b>
          </span>
          <span>
            {t('data.batches')}
            {t('colon')}
            <b>{batches ? <Link to={`/batches?dataset=${code}`}>{coverage.batches}</Link> : coverage.batches}</b>
          </span>
          <span>
            {t('data.quarantined')}
            {t('colon')}
            <b>
              {batches && coverage.quarantined ? (
                <Link to={`/batches?dataset=${code}&only=quarantined`}>{count(coverage.quarantined)}</Link>
              ) : (
                count(coverage.quarantined)
              )}
            </b>
          </span>
          <span>
            {t('data.mode')}
            {t('colon')}
            <b>{t(sheet.mode === 'append' ? 'data.mode.append' : 'data.mode.snapshot')}</b>
          </span>
          {!!coverage.repeats && <span>{t('data.repeats', { count: count(coverage.repeats) })}</span>}
        </div>
      </header>
      <section className="card">
        <h2>{t('data.columns')}</h2>
        <table className="simple">
          <thead>
            <tr>
              <th>{t('data.header')}</th>
              <th>{t('data.column')}</th>
              <th>{t('data.type')}</th>
              <th>{t('data.needed')}</th>
              <th className="num">{t('data.filled')}</th>
              <th className="num">{t('data.unmatched')}</th>
              <th>{t('data.values')}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.columns.map((column) => {
              const filled = coverage.filled[column.code]
              const share = filled === undefined || !coverage.rows ? undefined : filled / coverage.rows
              const unmatched = coverage.unmatched?.[column.code]
              return (
                <tr key={column.code}>
                  <td
                    title={column.aliases.length ? t('data.aliases', { names: column.aliases.join('、') }) : undefined}
                  >
                    <b>{column.header}</b>
                    {sheet.key.includes(column.code) && <span className="data-key">{t('data.key')}</span>}
                  </td>
                  <td className="soft" title={column.meaning}>
                    {column.code}
                  </td>
                  <td>
                    {typeText(column.type, pair)}
                    {column.unit ? ` (${column.unit})` : ''}
                  </td>
                  <td>{column.required ? t('yes') : ''}</td>
                  <td className="num data-share">
                    {share === undefined ? (
                      '–'
                    ) : (
                      <>
                        <span className="data-bar" aria-hidden="true">
                          <i style={{ width: `${share * 100}%` }} />
                        </span>
                        <span title={t('data.filled.of', { filled: count(filled), rows: count(coverage.rows) })}>
                          {`${(Math.floor(share * 1000) / 10).toFixed(1)}%`}
                        </span>
                      </>
                    )}
                  </td>
                  <td className="num">{unmatched === undefined ? '–' : count(unmatched)}</td>
                  <td className="soft">{column.values.map(String).join('、')}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </section>
      {periods.length > 0 && (
        <section className="card">
          <h2>{t('data.by_period')}</h2>
          <div className="data-periods card-body">
            {periods.map(([period, rows]) => (
              <div key={period} className="data-period">
                <span className="num">{count(rows)}</span>
                <i style={{ height: `${Math.max(2, (rows / most) * 56)}px` }} />
                <span className="soft">{period}</span>
              </div>
            ))}
          </div>
        </section>
      )}
    </div>
  )
}
