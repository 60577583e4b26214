import { Progress } from 'antd'
import { useWords } from '../i18n/text'
import { isRunning, type Job } from './jobs'

/** How far a job is that the page has started; what came of it, the page shows itself. */
export function JobProgress({ job }: { job: Job }) {
  const { t } = useWords()
  if (!isRunning(job))
    return job.problem ? (
      <div role="alert" style={{ color: 'var(--red)' }}>
        {job.problem}
      </div>
    ) : null
  return (
    <div role="status">
      <span className="soft">{job.step || t('job.running')}</span>
      <Progress percent={job.of > 0 ? Math.floor((job.done / job.of) * 100) : 0} size="small" status="active" />
      <span className="soft">{t('job.leave')}</span>
    </div>
  )
}
