import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { allowed } from '../api/operations'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { useMe } from '../session/me'
import { Fresh, freshness, FRESHNESS, useFreshText } from './fresh'

type Line = Schemas['DatasetLine']

export const useDatasetLines = () =>
  useQuery({ queryKey: ['datasets', 'lines'], queryFn: () => get<Line[]>('/datasets') })

export const periodText = (periods: readonly unknown[] | null | undefined): string =>
  periods ? (periods[0] === periods[1] ? String(periods[0]) : periods.map(String).join(' – ')) : '–'

/** Every dataset that is declared, how much of it is there and how old that is. */
export function Datasets() {
  const me = useMe()
  const navigate = useNavigate()
  const { t } = useWords()
  const fresh = useFreshText()
  const lines = useDatasetLines()
  const batches = allowed(me.role, 'GET /batches')
  const age = (one: Line) => (one.batches ? one.age_days : null)
  const door = (dataset: string, value: number, only = '') =>
    batches && value ? <Link to={`/batches?dataset=${dataset}${only}`}>{count(value)}</Link> : count(value)
  const owners = [...new Set((lines.data ?? []).map((one) => one.owner))].sort()
  const columns: Column<Line>[] = [
    {
      key: 'title',
      title: t('data.dataset'),
      text: (one) => one.title,
      render: (one) => <Link to={`/datasets/${one.dataset}`}>{one.title}</Link>,
    },
    {
      key: 'code',
      title: t('data.code'),
      width: 170,
      text: (one) => one.dataset,
      render: (one) => <span className="soft">{one.dataset}</span>,
    },
    { key: 'owner', title: t('data.owner'), width: 130, text: (one) => one.owner },
    {
      key: 'fresh',
      title: t('data.freshness'),
      width: 220,
      text: (one) => fresh(age(one), one.stale_after_days),
      render: (one) => <Fresh age={age(one)} limit={one.stale_after_days} />,
    },
    { key: 'rows', title: t('data.rows'), width: 90, align: 'right', text: (one) => count(one.rows) },
    { key: 'periods', title: t('data.periods'), width: 150, text: (one) => periodText(one.periods) },
    {
      key: 'batches',
      title: t('data.batches'),
      width: 76,
      align: 'right',
      text: (one) => count(one.batches),
      render: (one) => door(one.dataset, one.batches),
    },
    {
      key: 'quarantined',
      title: t('data.quarantined'),
      width: 84,
      align: 'right',
      text: (one) => count(one.quarantined),
      render: (one) => door(one.dataset, one.quarantined, '&only=quarantined'),
    },
  ]
  return (
    <ShortList<Line>
      list="datasets"
      title={t('nav.datasets')}
      columns={columns}
      fixed="title"
      rows={lines.data ?? []}
      id={(one) => one.dataset}
      name={(one) => one.title}
      open={(one) => void navigate(`/datasets/${one.dataset}`)}
      busy={lines.isPending}
      problem={lines.error}
      retry={() => void lines.refetch()}
      narrows={[
        {
          name: 'fresh',
          label: t('data.freshness'),
          options: FRESHNESS.map(([value, text]) => ({ value, label: t(text) })),
          of: (one) => freshness(age(one), one.stale_after_days),
        },
        {
          name: 'owner',
          label: t('data.owner'),
          options: owners.map((owner) => ({ value: owner, label: owner })),
          of: (one) => one.owner,
        },
      ]}
      empty={{ title: t('data.none'), what: t('data.none.what') }}
    />
  )
}
