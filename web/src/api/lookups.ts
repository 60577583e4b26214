import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { answer, api, type Schemas } from './client'
import { allowed } from './operations'
import { useMe } from '../session/me'

export type Office = Schemas['Office']

export function useOffices() {
  const query = useQuery({
    queryKey: ['offices'],
    staleTime: 5 * 60_000,
    queryFn: () => answer(api.GET('/api/v1/offices')),
  })
  const offices = query.data
  const byCode = useMemo(() => new Map((offices ?? []).map((office) => [office.code, office])), [offices])
  return {
    offices: offices ?? [],
    name: (code: string | null | undefined) => (code ? (byCode.get(code)?.name ?? code) : ''),
  }
}

/** Headers of a department's columns, so that what a rule shows is called as in the department's own sheet. */
export function useDatasets(codes: readonly string[]) {
  const me = useMe()
  const can = allowed(me.role, 'GET /datasets/{code}')
  const query = useQuery({
    queryKey: ['datasets', ...codes],
    enabled: can && codes.length > 0,
    staleTime: 60 * 60_000,
    queryFn: () =>
      Promise.all(codes.map((code) => answer(api.GET('/api/v1/datasets/{code}', { params: { path: { code } } })))),
  })
  return query.data ?? []
}

export function useChecklists() {
  return (
    useQuery({ queryKey: ['checklists'], staleTime: 60 * 60_000, queryFn: () => answer(api.GET('/api/v1/checklists')) })
      .data ?? []
  )
}
