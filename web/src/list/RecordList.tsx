import { DownloadOutlined, PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import { address } from '../api/http'
import { allowed } from '../api/operations'
import { usePreference } from '../format/preference'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { canEnter } from '../record/enter'
import { kindOfPlural } from '../record/kinds'
import { useMe } from '../session/me'
import { BulkBar } from './BulkBar'
import { ColumnChoice, SavedViews } from './Choices'
import { USUAL, useLineColumns, type Line } from './columns'
import { DataTable } from './DataTable'
import { FilterBar } from './FilterBar'
import { StateTabs } from './StateTabs'
import { useFilter, usePages } from './useList'

const COMES_FROM: Record<string, 'list.empty.cases'> = { cases: 'list.empty.cases' }

/** The list of any kind of record but leads. */
export function RecordList({ plural }: { plural: string }) {
  const kind = kindOfPlural(plural)
  const me = useMe()
  const navigate = useNavigate()
  const { t, label, pair } = useWords()
  const { filter, set, known, replace } = useFilter(plural)
  const { query, rows } = usePages<Line>(plural, filter)
  const all = useLineColumns(kind)
  const [chosen, setChosen] = usePreference(`columns.${plural}`, USUAL)
  const [selected, select] = useState<ReadonlySet<string | number>>(new Set())
  const enter = canEnter(me, kind)
  const exports = allowed(me.role, `GET /${plural}/export.xlsx`)
  const narrowed = Object.keys(filter).some((name) => name !== 'order')
  const { order, ...shown } = filter

  return (
    <div className="page page-full">
      <div className="spread">
        <h1>{label('Kind', kind.kind)}</h1>
        <div className="row">
          <SavedViews
            list={plural}
            columns={chosen}
            apply={(search, columns) => {
              replace(search)
              setChosen(columns)
            }}
          />
          <ColumnChoice all={all} chosen={chosen} set={setChosen} />
          {exports && (
            <Button icon={<DownloadOutlined />} href={address(`/${plural}/export.xlsx`, { ...shown, order })} download>
              {t('list.export')}
            </Button>
          )}
          {enter && kind.enter && (
            <Link to={`/${plural}/new`}>
              <Button type="primary" icon={<PlusOutlined />}>
                {pair(kind.enter)}
              </Button>
            </Link>
          )}
        </div>
      </div>
      <StateTabs plural={plural} schema={kind.schema} filter={filter} />
      <FilterBar filter={filter} known={known} set={set} schema={kind.schema} />
      {selected.size > 0 && (
        <BulkBar kind={kind} lines={rows.filter((line) => selected.has(line.id))} clear={() => select(new Set())} />
      )}
      {query.isError && <ProblemNote problem={query.error} retry={() => void query.refetch()} />}
      <DataTable<Line>
        place={`${plural}?${new URLSearchParams(filter).toString()}`}
        rows={rows}
        columns={all.filter((column) => column.key === 'title' || chosen.includes(column.key))}
        id={(line) => line.id}
        name={(line) => `${line.number} ${line.title}`}
        open={(line) => void navigate(`/${plural}/${line.id}`)}
        act={(line) => void navigate(`/${plural}/${line.id}#act`)}
        more={query.hasNextPage && !query.isFetchingNextPage ? () => void query.fetchNextPage() : undefined}
        busy={query.isFetching && (query.isPending || query.isFetchingNextPage)}
        order={order ?? 'newest'}
        setOrder={(next) => set({ order: next === 'newest' ? undefined : next })}
        selected={selected}
        select={select}
        empty={
          <div className="empty">
            <b>{narrowed ? t('list.empty.narrow') : t('list.empty', { kind: label('Kind', kind.kind) })}</b>
            {narrowed
              ? t('list.empty.narrow.what')
              : COMES_FROM[plural]
                ? t(COMES_FROM[plural])
                : enter
                  ? t('list.empty.enter')
                  : t('list.empty.wait')}
          </div>
        }
      />
    </div>
  )
}
