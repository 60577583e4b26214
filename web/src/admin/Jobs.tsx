import { useQuery } from '@tanstack/react-query'
import { answer, api, type Schemas } from '../api/client'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { jobName } from '../jobs/names'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'

type Line = Schemas['JobLine']

/** Everybody's long work since the program began: that it runs, and not what it is about. */
export function Jobs() {
  const { t, field } = useWords()
  const found = useQuery({
    queryKey: ['administration', 'jobs'],
    refetchInterval: 5_000,
    queryFn: () => answer(api.GET('/api/v1/administration/jobs')),
  })
  const state = (job: Line) =>
    job.state === 'failed'
      ? t('alljobs.failed')
      : job.state === 'done'
        ? t('jobs.done')
        : job.of > 0
          ? t('alljobs.percent', { percent: Math.floor((job.done / job.of) * 100) })
          : t('job.running')
  const columns: Column<Line>[] = [
    { key: 'id', title: t('trail.seq'), width: 70, align: 'right', text: (job) => job.id },
    { key: 'kind', title: t('alljobs.kind'), text: (job) => jobName(job.kind, t) },
    {
      key: 'state',
      title: field('state'),
      width: 150,
      text: state,
      render: (job) => <span style={{ color: job.state === 'failed' ? 'var(--red)' : undefined }}>{state(job)}</span>,
    },
    { key: 'by', title: t('alljobs.by'), width: 160, text: (job) => job.by },
    { key: 'from', title: t('alljobs.began'), width: 150, text: (job) => minute(job.started_at) },
    { key: 'to', title: t('alljobs.ended'), width: 150, text: (job) => (job.ended_at ? minute(job.ended_at) : '') },
  ]
  return (
    <ShortList<Line>
      list="jobs"
      title={t('nav.jobs')}
      columns={columns}
      fixed="id"
      rows={found.data ?? []}
      id={(job) => job.id}
      name={(job) => jobName(job.kind, t)}
      busy={found.isPending}
      problem={found.error}
      retry={() => void found.refetch()}
      empty={{ title: t('alljobs.none'), what: t('alljobs.what') }}
    >
      <p className="soft" style={{ margin: 0 }}>
        {t('alljobs.what')}
      </p>
    </ShortList>
  )
}
