import { useQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { Link, useNavigate } from 'react-router'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { allowed } from '../api/operations'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'
import { useMe } from '../session/me'
import { Fresh } from './fresh'
import { useTyped } from './useTyped'

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
  const lines = useDatasetLines()
  const [typed, setTyped] = useTyped()
  const batches = allowed(me.role, 'GET /batches')
  const rows = (lines.data ?? []).filter((one) => `${one.title} ${one.dataset} ${one.owner}`.includes(typed.trim()))
  const door = (dataset: string, value: number, only?: string) =>
    batches && value ? (
      <Link to={`/batches?dataset=${dataset}${only ? `&only=${only}` : ''}`}>{count(value)}</Link>
    ) : (
      count(value)
    )
  const columns: Column<Line>[] = [
    {
      key: 'title',
      title: t('data.dataset'),
      render: (one) => <Link to={`/datasets/${one.dataset}`}>{one.title}</Link>,
    },
    { key: 'code', title: t('data.code'), width: 170, render: (one) => <span className="soft">{one.dataset}</span> },
    { key: 'owner', title: t('data.owner'), width: 130, render: (one) => one.owner },
    {
      key: 'fresh',
      title: t('data.freshness'),
      width: 220,
      render: (one) => <Fresh age={one.batches ? one.age_days : null} limit={one.stale_after_days} />,
    },
    { key: 'rows', title: t('data.rows'), width: 90, align: 'right', render: (one) => count(one.rows) },
    { key: 'periods', title: t('data.periods'), width: 150, render: (one) => periodText(one.periods) },
    {
      key: 'batches',
      title: t('data.batches'),
      width: 76,
      align: 'right',
      render: (one) => door(one.dataset, one.batches),
    },
    {
      key: 'quarantined',
      title: t('data.quarantined'),
      width: 84,
      align: 'right',
      render: (one) => door(one.dataset, one.quarantined, 'quarantined'),
    },
  ]
  return (
    <div className="page page-full">
      <div className="spread">
        <h1>{t('nav.datasets')}</h1>
        <Input.Search
          allowClear
          style={{ width: 240 }}
          placeholder={t('data.narrow')}
          aria-label={t('data.narrow')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
      </div>
      {lines.isError && <ProblemNote problem={lines.error} retry={() => void lines.refetch()} />}
      <DataTable<Line>
        place="datasets"
        rows={rows}
        columns={columns}
        id={(one) => one.dataset}
        name={(one) => one.title}
        open={(one) => void navigate(`/datasets/${one.dataset}`)}
        busy={lines.isPending}
        empty={
          <div className="empty">
            <b>{t('data.none')}</b>
            {t('list.empty.narrow.what')}
          </div>
        }
      />
    </div>
  )
}
