import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { answer, api, type Schemas } from '../api/client'
import { pathOf } from '../record/kinds'

export type Notification = Schemas['NotificationLine']

const COUNTS = ['notifications', 'counts'] as const
/** For so long a count is taken as it is. It is not asked for by a timer, which would keep a session awake that nobody uses. */
const FRESH = 30_000

export const useNotificationCounts = () =>
  useQuery({
    queryKey: COUNTS,
    staleTime: FRESH,
    refetchOnWindowFocus: true,
    queryFn: () => answer(api.GET('/api/v1/notifications/counts')),
  })

/** Marks these as read; all of one's own where none is named. */
export function useMarkRead() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (ids: number[]) => answer(api.POST('/api/v1/notifications/read', { body: { ids } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['notifications'] }),
  })
}

/** The record that it is about, if it is about one. */
export const placeOf = (one: Notification): string | undefined => (one.record ? pathOf(one.record) : undefined)
