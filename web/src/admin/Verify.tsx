import { useMutation } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import { answer, api } from '../api/client'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { isRunning, useJobs, useStarted } from '../jobs/jobs'
import { ProblemNote } from '../parts/ProblemNote'

/** What a walk over the chain found, as the job tells it. */
interface Walked {
  events: number
  newest: { seq: number; hash: string }
  broken: { seq: number; fault: Fault; said: string } | null
}
type Fault = keyof typeof FAULTS
const FAULTS = {
  hash_differs: 'trail.fault.hash_differs',
  link_differs: 'trail.fault.link_differs',
  gap: 'trail.fault.gap',
  truncated: 'trail.fault.truncated',
  extra: 'trail.fault.extra',
  head_differs: 'trail.fault.head_differs',
  head_missing: 'trail.fault.head_missing',
  kept_differs: 'trail.fault.kept_differs',
  unreadable: 'trail.fault.unreadable',
} as const

/** Walks the whole chain of events and says in words how far it is sound. */
export function Verify() {
  const { t } = useWords()
  const started = useStarted()
  const [id, setId] = useState<number>()
  const jobs = useJobs().data
  // The last one that was asked for, also where the page was left meanwhile.
  const job = jobs?.find((one) => one.kind === 'trail_verification' && (id === undefined || one.id === id))
  const start = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/trail/verifications')),
    onSuccess: (job) => {
      setId(job.id)
      started()
    },
  })
  const walked = job?.state === 'done' ? (job.outcome as unknown as Walked | null) : null
  const broken = walked?.broken
  return (
    <section className="card" aria-label={t('trail.verify.title')}>
      <div className="card-body">
        <div className="row">
          <Button type="primary" loading={start.isPending || (!!job && isRunning(job))} onClick={() => start.mutate()}>
            {t('trail.verify')}
          </Button>
          <span className="soft">{t('trail.verify.what')}</span>
        </div>
        {start.isError && <ProblemNote problem={start.error} retry={() => start.mutate()} />}
        {job && <JobProgress job={job} />}
        {job?.ended_at && walked && (
          <Alert
            style={{ marginTop: 10, background: 'var(--raised)' }}
            type={broken ? 'error' : 'success'}
            showIcon
            title={
              broken
                ? t('trail.broken', { seq: broken.seq, what: t(FAULTS[broken.fault]) })
                : t('trail.whole', { events: walked.events.toLocaleString('zh-CN') })
            }
            description={
              <>
                <div>
                  {broken
                    ? t('trail.broken.what', { events: walked.events.toLocaleString('zh-CN') })
                    : t('trail.whole.what')}
                </div>
                <div className="soft" style={{ overflowWrap: 'anywhere' }}>
                  {t('trail.newest', {
                    seq: walked.newest.seq,
                    hash: walked.newest.hash,
                    at: minute(job.ended_at),
                  })}
                </div>
              </>
            }
          />
        )}
      </div>
    </section>
  )
}
