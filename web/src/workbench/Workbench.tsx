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
import { Limits } from './Limits'
import { PriorityTrends } from './PriorityTrends'
import './workbench.css'

type Line = Schemas['Line']

/** What must I do now: what waits by kind, what is late, due or returned, and how the year went. Every figure is the count of the list that it opens. */
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
  const nearest = useQueries({
    queries: duties.map((duty, index) => {
      const filter = { state: duty.states.join(','), order: 'due', limit: 1 }
      return {
        queryKey: [duty.plural, 'nearest', filter],
        // Leads are listed by rule and number alone: the first of that list is not the nearest.
        enabled: filtersOf(`GET /${duty.plural}`).includes('order') && !!counted[index] && !!sum(waiting[index]?.data),
        queryFn: () => get<{ items: Line[] }>(`/${duty.plural}`, filter),
      }
    }),
  })

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
        <Limits duties={duties} />
      </div>
      {allowed(me.role, 'GET /figures/board') && <PriorityTrends />}
    </div>
  )
}
