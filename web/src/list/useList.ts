import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { get, type Query } from '../api/http'
import { filtersOf } from '../api/operations'

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
  const [search, setSearch] = useSearchParams()
  const known = filtersOf(`GET /${plural}`)
  const filter = useMemo(() => {
    const found: Record<string, string> = {}
    for (const name of known) {
      const value = search.get(name)
      if (value && name !== 'after' && name !== 'limit') found[name] = value
    }
    return found
  }, [search, known])
  function set(changes: Record<string, string | undefined>) {
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setSearch(next, { replace: true })
  }
  return { filter, set, known, replace: (text: string) => setSearch(new URLSearchParams(text)) }
}

export function usePages<T>(plural: string, filter: Query) {
  const query = useInfiniteQuery({
    queryKey: [plural, 'list', filter],
    initialPageParam: undefined as string | undefined,
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) => get<Page<T>>(`/${plural}`, { ...filter, after: pageParam, limit: 200 }, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data])
  return { query, rows }
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
