import { useInfiniteQuery } from '@tanstack/react-query'
import { Input } from 'antd'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'
import { recordText, trailText } from './trail-text'
import { Verify } from './Verify'

type Line = Schemas['TrailLine']
const PAGE = 200

/** Who did what to which record and when; never what a record says. */
export function Trail() {
  const words = useWords()
  const { t, field } = words
  const [search, setSearch] = useSearchParams()
  const filter = {
    who: search.get('who') ?? '',
    record: search.get('record') ?? '',
    id: search.get('id') ?? '',
    kind: search.get('kind') ?? '',
  }
  const found = useInfiniteQuery({
    queryKey: ['trail', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => get<Line[]>('/trail', { ...filter, after: pageParam, limit: PAGE }),
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.seq : undefined),
  })
  const rows = useMemo(() => found.data?.pages.flat() ?? [], [found.data])
  const set = (name: string, value: string) => {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }
  const columns: Column<Line>[] = [
    { key: 'seq', title: t('trail.seq'), width: 84, align: 'right', render: (line) => line.seq },
    { key: 'at', title: field('at'), width: 140, render: (line) => minute(line.at) },
    {
      key: 'who',
      title: field('who'),
      width: 130,
      render: (line) => (
        <button type="button" className="table-order" onClick={() => set('who', line.who)}>
          {line.who}
        </button>
      ),
    },
    { key: 'kind', title: t('trail.what'), width: 260, render: (line) => trailText(line.kind, words) },
    {
      key: 'record',
      title: t('trail.record'),
      width: 220,
      render: (line) => [recordText(line.record, words), line.record_id].filter(Boolean).join(' '),
    },
    { key: 'why', title: field('why'), render: (line) => line.why ?? '' },
    { key: 'from', title: t('trail.from'), width: 130, render: (line) => line.from },
  ]
  return (
    <div className="page page-full">
      <h1>{t('nav.trail')}</h1>
      <Verify />
      <div className="chips">
        {(['who', 'record', 'id', 'kind'] as const).map((name) => (
          <Input
            key={name}
            style={{ width: 170 }}
            allowClear
            defaultValue={filter[name]}
            placeholder={t(`trail.filter.${name}`)}
            aria-label={t(`trail.filter.${name}`)}
            onPressEnter={(event) => set(name, event.currentTarget.value.trim())}
            onClear={() => set(name, '')}
          />
        ))}
        <span className="soft">{t('trail.enter')}</span>
      </div>
      {found.isError && <ProblemNote problem={found.error} retry={() => void found.refetch()} />}
      <DataTable<Line>
        place="trail"
        rows={rows}
        columns={columns}
        id={(line) => line.seq}
        name={(line) => `${line.seq}`}
        more={found.hasNextPage && !found.isFetchingNextPage ? () => void found.fetchNextPage() : undefined}
        busy={found.isPending || found.isFetchingNextPage}
        empty={<div className="empty">{t('list.empty.narrow')}</div>}
      />
    </div>
  )
}
