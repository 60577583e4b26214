import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { answer, api, type Schemas } from '../api/client'
import { filtersOf } from '../api/operations'
import { useOffices } from '../api/lookups'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'

type Queue = Schemas['LeadQueue']

/** Who has how many leads open: whom the next one is given to. */
export function Queues() {
  const { t, field } = useWords()
  const { name } = useOffices()
  const navigate = useNavigate()
  const queues = useQuery({ queryKey: ['lead-queues'], queryFn: () => answer(api.GET('/api/v1/lead-queues')) })
  const narrows = filtersOf('GET /leads').includes('department')
  const rows = [...(queues.data ?? [])].sort((one, other) => other.open - one.open)
  const to = (department: string, owner?: string | null) => {
    const search = new URLSearchParams({ state: 'assigned,verifying' })
    if (narrows) search.set('department', department)
    if (narrows && owner) search.set('owner', owner)
    return `/leads?${search.toString()}`
  }
  const door = (queue: Queue) => to(queue.department, queue.owner)
  const columns: Column<Queue>[] = [
    { key: 'department', title: field('department'), text: (queue) => name(queue.department) },
    {
      key: 'owner',
      title: field('owner'),
      width: 220,
      text: (queue) => queue.owner ?? t('queues.nobody'),
      render: (queue) => queue.owner ?? <span className="soft">{t('queues.nobody')}</span>,
    },
    {
      key: 'open',
      title: t('queues.open'),
      width: 120,
      align: 'right',
      text: (queue) => count(queue.open),
      render: (queue) => (narrows ? <Link to={door(queue)}>{count(queue.open)}</Link> : count(queue.open)),
    },
  ]
  return (
    <ShortList<Queue>
      list="lead-queues"
      title={t('nav.queues')}
      columns={columns}
      fixed="department"
      rows={rows}
      id={(queue) => `${queue.department}/${queue.owner ?? ''}`}
      name={(queue) => `${name(queue.department)} ${queue.owner ?? ''}`}
      open={narrows ? (queue) => void navigate(door(queue)) : undefined}
      busy={queues.isPending}
      problem={queues.error}
      retry={() => void queues.refetch()}
      empty={{ title: t('queues.empty'), what: <Link to="/leads?state=new">{t('queues.empty.what')}</Link> }}
    />
  )
}
