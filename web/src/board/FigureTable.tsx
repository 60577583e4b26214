import { Fragment } from 'react'
import { useOffices } from '../api/lookups'
import { useWords } from '../i18n/text'
import type { MessageKey } from '../i18n/messages'
import { byPriority, distinct, sumOf, usePriorityName, type BoardData } from './calls'
import { Figure } from './Figure'

const GROUPS: [MessageKey, string[]][] = [
  [
    'board.group.issues',
    ['issues_found', 'issues_claimed', 'issues_verified', 'issues_confirmed', 'issues_closed', 'issues_overdue'],
  ],
  ['board.group.leads', ['leads_open', 'leads_confirmed']],
  ['board.group.complaints', ['complaints_received', 'complaints_answered']],
  ['board.group.money', ['money_due', 'money_paid', 'money_verified']],
]
const MEASURES = GROUPS.flatMap(([, measures]) => measures)

/** Priorities and departments: every figure opens the records that it counts. */
export function FigureTable({ board }: { board: BoardData }) {
  const { t, label } = useWords()
  const { name } = useOffices()
  const priorityName = usePriorityName()
  const priorities = distinct(board.departments.map((row) => row.priority ?? null)).sort(byPriority)
  const first = (measure: string) => GROUPS.some(([, measures]) => measures[0] === measure)
  const cell = (measure: string) => `num${first(measure) ? ' board-first' : ''}`
  return (
    <section className="card">
      <h2>{t('board.figures')}</h2>
      <div className="board-scroll">
        <table className="simple board-figures">
          <thead>
            <tr>
              <th rowSpan={2}>{t('board.place')}</th>
              {GROUPS.map(([key, measures]) => (
                <th key={key} colSpan={measures.length} className="board-group board-first">
                  {t(key)}
                </th>
              ))}
            </tr>
            <tr>
              {MEASURES.map((measure) => (
                <th key={measure} className={cell(measure)} title={label('BoardMeasure', measure)}>
                  {t(`board.short.${measure}` as MessageKey)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {priorities.map((priority) => {
              const rows = board.departments.filter((row) => (row.priority ?? null) === priority)
              return (
                <Fragment key={priority ?? ''}>
                  <tr className="board-sum">
                    <th scope="row">{priorityName(priority)}</th>
                    {MEASURES.map((measure) => (
                      <td key={measure} className={cell(measure)}>
                        <Figure measure={measure} value={sumOf(rows, measure)} place={{ priority }} />
                      </td>
                    ))}
                  </tr>
                  {rows.map((row) => {
                    const department = row.department ?? null
                    return (
                      <tr key={department ?? ''}>
                        <td className="board-department">{department ? name(department) : t('board.no_department')}</td>
                        {MEASURES.map((measure) => (
                          <td key={measure} className={cell(measure)}>
                            <Figure
                              measure={measure}
                              value={row.figures[measure] ?? 0}
                              place={{ priority, department }}
                            />
                          </td>
                        ))}
                      </tr>
                    )
                  })}
                </Fragment>
              )
            })}
            <tr className="board-sum">
              <th scope="row">{t('board.total')}</th>
              {MEASURES.map((measure) => (
                <td key={measure} className={cell(measure)}>
                  <Figure measure={measure} value={sumOf(board.departments, measure)} place={{}} />
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <div className="card-body soft">
        {t('board.figures.note')}
        {board.campaign ? ` ${t('board.leads_of_campaign')}` : ''}
      </div>
    </section>
  )
}
