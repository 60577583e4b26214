import { keepPreviousData, useInfiniteQuery, useQuery, type InfiniteData } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { get, type Query } from '../api/http'
import { filtersOf } from '../api/operations'
import { useAddress } from './useAddress'

/** A page of any list. */
export interface Page<T> {
  items: T[]
  next?: string | null
}
export interface Tally {
  state: string
  count: number
}

/** The filter is the address: what the page shows can be sent to a colleague. */
export function useFilter(plural: string) {
  const { search, set } = useAddress()
  const known = filtersOf(`GET /${plural}`)
  const filter = useMemo(() => {
    const found: Record<string, string> = {}
    for (const name of known) {
      const value = search.get(name)
      if (value && name !== 'after' && name !== 'limit') found[name] = value
    }
    return found
  }, [search, known])
  return { filter, set, known }
}

// The first page is seen at once; the next ones are as large as the API gives them, since somebody scrolls.
const FIRST = 200
const NEXT = 500
// A list of more pages than these is asked for anew when something was changed, not at every look back at it.
const MANY = 4
const SOON = 15_000

export function usePages<T>(plural: string, filter: Query) {
  const many = (pages: unknown[] | undefined) => (pages?.length ?? 0) > MANY
  const query = useInfiniteQuery<Page<T>, Error, InfiniteData<Page<T>>, readonly unknown[], string | undefined>({
    queryKey: [plural, 'list', filter],
    initialPageParam: undefined,
    placeholderData: keepPreviousData,
    // Holding a hundred thousand rows against those before takes longer than drawing the few in sight.
    structuralSharing: false,
    staleTime: (one) => (many(one.state.data?.pages) ? Infinity : SOON),
    queryFn: ({ pageParam, signal }) =>
      get<Page<T>>(`/${plural}`, { ...filter, after: pageParam, limit: pageParam ? NEXT : FIRST }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query
  const next = useCallback(() => void fetchNextPage(), [fetchNextPage])
  return {
    query,
    rows,
    more: hasNextPage && !isFetchingNextPage ? next : undefined,
    busy: query.isPending || isFetchingNextPage,
  }
}

/** How many records each state has; the very filter of the list that a figure opens. */
export function useCounts(plural: string, filter: Query, enabled = true) {
  return useQuery({
    queryKey: [plural, 'counts', filter],
    enabled,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => get<Tally[]>(`/${plural}/counts`, filter, signal),
  })
}

export const sum = (tallies: Tally[] | undefined): number | undefined =>
  tallies?.reduce((all, one) => all + one.count, 0)
