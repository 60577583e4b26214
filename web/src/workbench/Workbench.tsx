import { Spin } from 'antd'
import { useQueries } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { allowed, filtersOf } from '../api/operations'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { sum, type Tally } from '../list/useList'
import { Standing } from '../parts/Standing'
import { useMe } from '../session/me'
import { dutiesOf } from './duties'
import './workbench.css'

type Line = Schemas['Line']

/** What must I do now: what waits by kind, what is late, what comes due next. Every figure is the count of the list that it opens. */
export function Workbench() {
  const me = useMe()
  const { t, label } = useWords()
  const duties = dutiesOf(me.role).filter(
    (duty) => duty.plural === 'leads' || filtersOf(`GET /${duty.plural}`).includes('state'),
  )
  const counted = duties.map((duty) => allowed(me.role, `GET /${duty.plural}/counts`))
  const waiting = useQueries({
    queries: duties.map((duty, index) => {
      const filter = { state: duty.states.join(',') }
      return {
        queryKey: [duty.plural, 'counts', filter],
        enabled: counted[index],
        queryFn: () => get<Tally[]>(`/${duty.plural}/counts`, filter),
      }
    }),
  })
  const records = duties.filter((duty) => filtersOf(`GET /${duty.plural}`).includes('overdue'))
  const overdue = useQueries({
    queries: records.map((duty) => ({
      queryKey: [duty.plural, 'counts', { overdue: 'true' }],
      queryFn: () => get<Tally[]>(`/${duty.plural}/counts`, { overdue: 'true' }),
    })),
  })
  const next = useQueries({
    queries: records.map((duty) => ({
      queryKey: [duty.plural, 'next'],
      queryFn: () => get<{ items: Line[] }>(`/${duty.plural}`, { open: true, order: 'due', limit: 10 }),
    })),
  })
  const nearest = useQueries({
    queries: duties.map((duty, index) => {
      const filter = { state: duty.states.join(','), order: 'due', limit: 1 }
      return {
        queryKey: [duty.plural, 'nearest', filter],
        // Leads are listed by rule and subject alone: the first of that list is not the nearest.
        enabled: filtersOf(`GET /${duty.plural}`).includes('order') && !!counted[index] && !!sum(waiting[index]?.data),
        queryFn: () => get<{ items: Line[] }>(`/${duty.plural}`, filter),
      }
    }),
  })
  const soon = records
    .flatMap((duty, index) =>
      (next[index]?.data?.items ?? []).filter((line) => line.due_at).map((line) => ({ duty, line })),
    )
    .sort((one, other) => (one.line.due_at ?? '').localeCompare(other.line.due_at ?? ''))
    .slice(0, 12)
  const late = records.map((duty, index) => ({ duty, value: sum(overdue[index]?.data) })).filter((one) => one.value)
  const lateIsKnown = overdue.every((one) => one.isSuccess)

  return (
    <div className="page">
      <h1>{t('nav.workbench')}</h1>
      <div className="bench">
        <section className="card">
          <h2>{t('bench.waiting')}</h2>
          <table className="simple">
            <thead>
              <tr>
                <th>{t('bench.kind')}</th>
                <th className="num">{t('bench.count')}</th>
                <th>{t('bench.states')}</th>
                <th>{t('bench.nearest')}</th>
              </tr>
            </thead>
            <tbody>
              {duties.map((duty, index) => {
                const tallies = waiting[index]?.data
                const total = sum(tallies)
                const to = (states: string[]) => `/${duty.plural}?state=${states.join(',')}`
                const near = nearest[index]?.data?.items[0]
                return (
                  <tr key={duty.plural} className={total === 0 ? 'bench-none' : undefined}>
                    <td>
                      <Link to={to(duty.states)}>{label('Kind', duty.kind)}</Link>
                    </td>
                    <td className="num">
                      {!counted[index] ? (
                        <Link to={to(duty.states)}>{t('bench.see')}</Link>
                      ) : tallies ? (
                        <Link to={to(duty.states)} className="bench-figure">
                          {count(total)}
                        </Link>
                      ) : (
                        <Spin size="small" />
                      )}
                    </td>
                    <td>
                      <span className="row" style={{ gap: 12 }}>
                        {duty.states.map((state) => {
                          const one = tallies?.find((tally) => tally.state === state)?.count
                          return counted[index] && !one ? null : (
                            <Link key={state} to={to([state])}>
                              {label(`${duty.schema}State`, state)} {one === undefined ? '' : count(one)}
                            </Link>
                          )
                        })}
                      </span>
                    </td>
                    <td>
                      {near?.due_at ? (
                        <Standing colour={near.colour} dueAt={near.due_at} />
                      ) : (
                        <span className="soft">–</span>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </section>
        <div className="bench-side">
          <section className="card">
            <h2>{t('bench.overdue')}</h2>
            {late.length === 0 ? (
              <div className="card-body soft">{lateIsKnown ? t('bench.overdue.none') : <Spin size="small" />}</div>
            ) : (
              <table className="simple">
                <tbody>
                  {late.map(({ duty, value }) => (
                    <tr key={duty.plural}>
                      <td>{label('Kind', duty.kind)}</td>
                      <td className="num">
                        <Link to={`/${duty.plural}?overdue=true`} className="bench-late">
                          {count(value)}
                        </Link>
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
          <section className="card">
            <h2>{t('bench.soon')}</h2>
            {soon.length === 0 ? (
              <div className="card-body soft">{t('bench.soon.none')}</div>
            ) : (
              <table className="simple">
                <tbody>
                  {soon.map(({ duty, line }) => (
                    <tr key={`${duty.plural}${line.id}`}>
                      <td>
                        <Link to={`/${duty.plural}/${line.id}`}>{line.title}</Link>
                        <div className="soft">
                          {label('Kind', duty.kind)} {line.number}
                        </div>
                      </td>
                      <td style={{ width: 150 }}>
                        <Standing colour={line.colour} dueAt={line.due_at} open={line.open} />
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </section>
        </div>
      </div>
    </div>
  )
}
