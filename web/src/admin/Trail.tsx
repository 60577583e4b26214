import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ListPage } from '../list/ListPage'
import { TypedFilter } from '../list/TypedFilter'
import { useAddress } from '../list/useAddress'
import { recordText, trailText } from './trail-text'
import { Verify } from './Verify'

type Line = Schemas['TrailLine']
const PAGE = 500

/** Who did what to which record and when; never what a record says. */
export function Trail() {
  const words = useWords()
  const { t, field } = words
  const { value, set } = useAddress()
  const filter = { who: value('who'), record: value('record'), id: value('id'), kind: value('kind') }
  const found = useInfiniteQuery({
    queryKey: ['trail', filter],
    initialPageParam: undefined as number | undefined,
    queryFn: ({ pageParam }) => get<Line[]>('/trail', { ...filter, after: pageParam, limit: PAGE }),
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.seq : undefined),
  })
  const rows = useMemo(() => found.data?.pages.flat() ?? [], [found.data])
  // All of it, page after page, from the newest.
  async function complete() {
    const all: Line[] = []
    for (;;) {
      const page = await get<Line[]>('/trail', { ...filter, after: all.at(-1)?.seq, limit: PAGE })
      all.push(...page)
      if (page.length < PAGE) return all
    }
  }
  const columns: Column<Line>[] = [
    { key: 'seq', title: t('trail.seq'), width: 84, align: 'right', text: (line) => line.seq },
    { key: 'at', title: field('at'), width: 140, text: (line) => minute(line.at) },
    {
      key: 'who',
      title: field('who'),
      width: 130,
      text: (line) => line.who,
      render: (line) => (
        <button type="button" className="table-order" onClick={() => set({ who: line.who })}>
          {line.who}
        </button>
      ),
    },
    { key: 'kind', title: t('trail.what'), width: 260, text: (line) => trailText(line.kind, words) },
    {
      key: 'record',
      title: t('trail.record'),
      width: 220,
      text: (line) => [recordText(line.record, words), line.record_id].filter(Boolean).join(' '),
    },
    { key: 'why', title: field('why'), text: (line) => line.why },
    { key: 'from', title: t('trail.from'), width: 130, text: (line) => line.from },
  ]
  return (
    <ListPage<Line>
      list="trail"
      title={t('nav.trail')}
      columns={columns}
      fixed="seq"
      rows={rows}
      complete={complete}
      id={(line) => line.seq}
      name={(line) => `${line.seq}`}
      more={found.hasNextPage && !found.isFetchingNextPage ? () => void found.fetchNextPage() : undefined}
      busy={found.isPending || found.isFetchingNextPage}
      problem={found.error}
      retry={() => void found.refetch()}
      narrowed={Object.values(filter).some(Boolean)}
      empty={{ title: t('trail.empty'), what: t('trail.empty.what') }}
    >
      <Verify />
      <div className="chips">
        {(['who', 'record', 'id', 'kind'] as const).map((name) => (
          <TypedFilter
            key={name}
            value={filter[name]}
            set={(text) => set({ [name]: text.trim() || undefined })}
            label={t(`trail.filter.${name}`)}
          />
        ))}
      </div>
    </ListPage>
  )
}
