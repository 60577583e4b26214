import { ClockCircleOutlined } from '@ant-design/icons'
import { Badge, Button, Popover, Progress } from 'antd'
import { Link } from 'react-router'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { jobName } from './names'
import { isRunning, useFollowed, useJobs, type Job } from './jobs'

/** Long work and its results; the page may be left meanwhile. */
export function JobsTray() {
  const { t } = useWords()
  const jobs = useJobs().data ?? []
  useFollowed(jobs)
  const running = jobs.filter(isRunning).length
  const list = (
    <div className="jobs">
      {jobs.length === 0 ? (
        <div className="soft">{t('jobs.none')}</div>
      ) : (
        jobs.map((job) => <JobLine key={job.id} job={job} />)
      )}
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" title={t('jobs.title')} content={list}>
      <Badge count={running} size="small" offset={[-6, 4]}>
        <Button type="text" icon={<ClockCircleOutlined />} aria-label={t('jobs.title')} title={t('jobs.title')} />
      </Badge>
    </Popover>
  )
}

function JobLine({ job }: { job: Job }) {
  const { t } = useWords()
  const failed = !!job.problem
  const percent = job.of > 0 ? Math.floor((job.done / job.of) * 100) : undefined
  return (
    <div className="job">
      <div className="spread">
        <b>{jobName(job.kind, t)}</b>
        <span className="soft">{minute(job.started_at)}</span>
      </div>
      {isRunning(job) ? (
        <>
          <div className="soft">{job.step}</div>
          <Progress percent={percent ?? 0} size="small" showInfo={percent !== undefined} status="active" />
        </>
      ) : failed ? (
        <div style={{ color: 'var(--red)' }}>{job.problem}</div>
      ) : (
        <div className="row">
          <span>{t('jobs.done')}</span>
          {job.kind === 'precheck' && <a href={`/api/v1/prechecks/${job.id}/workbook.xlsx`}>{t('jobs.workbook')}</a>}
          {job.kind === 'import' && <Link to="/batches">{t('jobs.batches')}</Link>}
          {job.kind === 'trail_verification' && <Link to="/admin/trail">{t('nav.trail')}</Link>}
          {job.kind === 'screen' && <Link to="/leads?state=new">{t('jobs.leads')}</Link>}
        </div>
      )}
    </div>
  )
}
