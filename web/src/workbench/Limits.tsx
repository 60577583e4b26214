import { useQueries } from '@tanstack/react-query'
import { Spin } from 'antd'
import { Link } from 'react-router'
import { get } from '../api/http'
import { filtersOf } from '../api/operations'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { sum, type Tally } from '../list/useList'
import type { Duty } from './duties'

/** What presses: each column a filter of the list that its figures open. */
const COLUMNS = [
  { key: 'bench.late', filter: { overdue: 'true' }, late: true },
  { key: 'bench.soon', filter: { due_within: '3' }, late: false },
  { key: 'bench.returned', filter: { returned: 'true' }, late: false },
] as const

const knows = (plural: string, filter: object) =>
  Object.keys(filter).every((name) => filtersOf(`GET /${plural}`).includes(name))

/** Overdue, due within three days, returned: by kind, each the count of its list. */
export function Limits({ duties }: { duties: Duty[] }) {
  const { t, label } = useWords()
  const cells = duties.flatMap((duty) =>
    COLUMNS.filter((column) => knows(duty.plural, column.filter)).map((column) => ({ duty, column })),
  )
  const counted = useQueries({
    queries: cells.map(({ duty, column }) => ({
      queryKey: [duty.plural, 'counts', column.filter],
      queryFn: () => get<Tally[]>(`/${duty.plural}/counts`, column.filter),
    })),
  })
  const value = (duty: Duty, key: string) => {
    const index = cells.findIndex((cell) => cell.duty === duty && cell.column.key === key)
    return index < 0 ? undefined : sum(counted[index]?.data)
  }
  const known = counted.every((one) => one.isSuccess)
  const shown = duties.filter((duty) => COLUMNS.some((column) => value(duty, column.key)))
  return (
    <section className="card">
      <h2>{t('bench.limits')}</h2>
      {shown.length === 0 ? (
        <div className="card-body soft">{known ? t('bench.limits.none') : <Spin size="small" />}</div>
      ) : (
        <table className="simple">
          <thead>
            <tr>
              <th>{t('bench.kind')}</th>
              {COLUMNS.map((column) => (
                <th key={column.key} className="num">
                  {t(column.key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((duty) => (
              <tr key={duty.plural}>
                <td>{label('Kind', duty.kind)}</td>
                {COLUMNS.map((column) => {
                  const found = value(duty, column.key)
                  return (
                    <td key={column.key} className="num">
                      {found ? (
                        <Link
                          to={`/${duty.plural}?${new URLSearchParams(column.filter).toString()}`}
                          className={column.late ? 'bench-late' : 'bench-figure'}
                        >
                          {count(found)}
                        </Link>
                      ) : (
                        <span className="soft">{found === 0 ? '0' : '–'}</span>
                      )}
                    </td>
                  )
                })}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
