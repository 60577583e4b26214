import { useState, type ReactNode } from 'react'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { SidePanel } from '../parts/SidePanel'
import { Mark } from '../parts/Standing'
import { isRunning, useJobs, type Job } from './jobs'

const STATES = {
  running: ['yellow', 'yellow', 'jobs.running'],
  done: ['green', 'green', 'jobs.done'],
  failed: ['red', 'red', 'jobs.failed'],
} as const
const stateOf = (job: Job): keyof typeof STATES => (isRunning(job) ? 'running' : job.problem ? 'failed' : 'done')

interface Props {
  kind: string
  list: string
  title: string
  /** What is said of each beside when and how. */
  columns: readonly Column<Job>[]
  /** What came of one. */
  outcome: (job: Job) => ReactNode
  actions?: ReactNode
  empty: { title: string; what: ReactNode }
  children: ReactNode
}

/** The page of a kind of job: what starts one, and below it all that were started. */
export function JobList({ kind, list, title, columns, outcome, actions, empty, children }: Props) {
  const { t, field } = useWords()
  const jobs = useJobs()
  const [id, setId] = useState<number>()
  const rows = (jobs.data ?? []).filter((job) => job.kind === kind)
  const shown = rows.find((job) => job.id === id)
  const all: Column<Job>[] = [
    { key: 'started', title: t('jobs.started'), width: 140, text: (job) => minute(job.started_at) },
    {
      key: 'state',
      title: field('state'),
      width: 104,
      text: (job) => t(STATES[stateOf(job)][2]),
      render: (job) => {
        const [shape, tone, word] = STATES[stateOf(job)]
        return <Mark shape={shape} tone={tone} word={t(word)} />
      },
    },
    ...columns,
    { key: 'said', title: t('jobs.said'), text: (job) => job.problem ?? (isRunning(job) ? job.step : '') },
    { key: 'ended', title: t('jobs.ended'), width: 140, text: (job) => (job.ended_at ? minute(job.ended_at) : '') },
  ]
  return (
    <>
      <ShortList<Job>
        list={list}
        long
        title={title}
        columns={all}
        fixed="started"
        rows={rows}
        id={(job) => job.id}
        name={(job) => `${title} ${minute(job.started_at)}`}
        open={(job) => setId(job.id)}
        busy={jobs.isPending}
        problem={jobs.error}
        retry={() => void jobs.refetch()}
        actions={actions}
        narrows={[
          {
            name: 'state',
            label: field('state'),
            options: Object.entries(STATES).map(([value, [, , word]]) => ({ value, label: t(word) })),
            of: stateOf,
          },
        ]}
        empty={empty}
      >
        {children}
      </ShortList>
      <SidePanel
        open={!!shown}
        onClose={() => setId(undefined)}
        size={900}
        title={shown && `${title} · ${minute(shown.started_at)}`}
      >
        {shown && outcome(shown)}
      </SidePanel>
    </>
  )
}
