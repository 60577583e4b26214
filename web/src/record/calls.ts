import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client'
import { call, get } from '../api/http'

export type Head = Schemas['Head'] & { state: string } & Record<string, unknown>
export type ChainEvent = Schemas['Event']

/** A step as the API offers it to its caller: not theirs is not there, not possible now carries the reason. */
export type OfferedStep = Schemas['Offer']

export function useRecord<T = Head>(plural: string, id: string | number) {
  return useQuery({
    queryKey: [plural, 'record', String(id)],
    queryFn: ({ signal }) => call<T>('GET', `/${plural}/${id}`, { signal }),
  })
}

export function useSteps(plural: string, id: string | number | undefined) {
  return useQuery({
    queryKey: [plural, 'steps', String(id)],
    enabled: id !== undefined,
    queryFn: ({ signal }) => get<OfferedStep[]>(`/${plural}/${id}/steps`, undefined, signal),
  })
}

/** `anew`: what is known already does not do, since somebody has just changed something. */
export const useEvents = (plural: string, id: string | number, anew = false) =>
  useQuery({
    refetchOnMount: anew ? 'always' : true,
    queryKey: [plural, 'events', String(id)],
    queryFn: ({ signal }) => get<ChainEvent[]>(`/${plural}/${id}/events`, undefined, signal),
  })

export const useLinks = (plural: string, id: string | number) =>
  useQuery({
    queryKey: [plural, 'links', String(id)],
    queryFn: ({ signal }) => get<Schemas['Link'][]>(`/${plural}/${id}/links`, undefined, signal),
  })

/** Takes a step under the version that its taker saw; afterwards everything that might have changed is asked for anew. */
export function useStep(plural: string, id: string | number) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (said: { body: Record<string, unknown>; version?: string; path?: string; verb?: 'POST' | 'PUT' }) =>
      call(said.verb ?? 'POST', said.path ?? `/${plural}/${id}/steps`, { body: said.body, version: said.version }),
    onSuccess: () =>
      queries.invalidateQueries({
        predicate: (query) => !['session', 'offices', 'jobs'].includes(String(query.queryKey[0])),
      }),
  })
}
