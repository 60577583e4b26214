import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { answer, api } from '../api/client'
import { filtersOf } from '../api/operations'
import { useOffices } from '../api/lookups'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'

/** Who has how many leads open: whom the next one is given to. */
export function Queues() {
  const { t, field } = useWords()
  const { name } = useOffices()
  const queues = useQuery({ queryKey: ['lead-queues'], queryFn: () => answer(api.GET('/api/v1/lead-queues')) })
  const narrows = filtersOf('GET /leads').includes('department')
  const rows = [...(queues.data ?? [])].sort((one, other) => other.open - one.open)
  const to = (department: string, owner?: string | null) => {
    const search = new URLSearchParams({ state: 'assigned,verifying' })
    if (narrows) search.set('department', department)
    if (narrows && owner) search.set('owner', owner)
    return `/leads?${search.toString()}`
  }
  return (
    <div className="page" style={{ maxWidth: 760 }}>
      <h1>{t('nav.queues')}</h1>
      {queues.isError && <ProblemNote problem={queues.error} retry={() => void queues.refetch()} />}
      <div className="card">
        {queues.data && rows.length === 0 ? (
          <div className="empty">
            <b>{t('queues.empty')}</b>
            <Link to="/leads?state=new">{t('queues.empty.what')}</Link>
          </div>
        ) : (
          <table className="simple">
            <thead>
              <tr>
                <th>{field('department')}</th>
                <th>{field('owner')}</th>
                <th className="num">{t('queues.open')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((queue) => (
                <tr key={`${queue.department}/${queue.owner ?? ''}`}>
                  <td>{name(queue.department)}</td>
                  <td>{queue.owner ?? <span className="soft">{t('queues.nobody')}</span>}</td>
                  <td className="num">
                    {narrows ? (
                      <Link to={to(queue.department, queue.owner)}>{count(queue.open)}</Link>
                    ) : (
                      count(queue.open)
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  )
}
