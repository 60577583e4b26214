import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { answer, api, type Schemas } from '../api/client'

export type Job = Schemas['Job']
const JOBS = ['jobs'] as const

/** One's own jobs; whoever starts one tells so by `useStarted`, and the tray follows it. */
export function useJobs() {
  return useQuery({ queryKey: JOBS, queryFn: () => answer(api.GET('/api/v1/jobs')), staleTime: 60_000 })
}

export function useStarted() {
  const queries = useQueryClient()
  return () => {
    const known = new Set(queries.getQueryData<Job[]>(JOBS)?.map((job) => job.id))
    void queries.invalidateQueries({ queryKey: JOBS }).then(() => {
      // One that ended before anybody could follow it has changed things as well.
      if (queries.getQueryData<Job[]>(JOBS)?.some((job) => job.ended_at && !known.has(job.id))) void renew(queries)
    })
  }
}

/** What a job might have changed is asked for anew. */
const renew = (queries: QueryClient) =>
  queries.invalidateQueries({
    predicate: (query) => query.queryKey[0] !== 'session' && query.queryKey[0] !== 'jobs',
  })

/** The one of one's jobs that a page has started, as it stands; the tray follows it. */
export function useJob(id: number | undefined): Job | undefined {
  const jobs = useJobs().data
  return id === undefined ? undefined : jobs?.find((one) => one.id === id)
}

export const isRunning = (job: Job) => !job.ended_at

/** Follows every job that runs, by the API's own events. */
export function useFollowed(jobs: Job[]) {
  const queries = useQueryClient()
  const running = jobs
    .filter(isRunning)
    .map((job) => job.id)
    .join(',')
  useEffect(() => {
    const streams = running
      .split(',')
      .filter(Boolean)
      .map((id) => {
        const stream = new EventSource(`/api/v1/jobs/${id}/events`)
        stream.addEventListener('job', (event) => {
          const job = JSON.parse((event as MessageEvent<string>).data) as Job
          queries.setQueryData<Job[]>(JOBS, (all) => all?.map((one) => (one.id === job.id ? job : one)))
          if (job.ended_at) {
            stream.close()
            void renew(queries)
          }
        })
        return stream
      })
    return () => streams.forEach((stream) => stream.close())
  }, [running, queries])
}
