import { Button } from 'antd'
import { useState } from 'react'
import { call } from '../api/http'
import type { Schemas } from '../api/client'
import { DayInput } from '../form/inputs'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { isRunning, useJob, useStarted, type Job } from '../jobs/jobs'
import { ProblemNote } from '../parts/ProblemNote'
import { Compared } from './Compared'

/** Holds a version against the one in use, over the batches in force. */
export function Trial({ code, number }: { code: string; number: number }) {
  const { t } = useWords()
  const started = useStarted()
  const [asOf, setAsOf] = useState<string>()
  const [id, setId] = useState<number>()
  const [problem, setProblem] = useState<unknown>()
  const job = useJob(id)
  const report = (job?.outcome as { report?: Schemas['RuleReport'] } | null | undefined)?.report
  async function begin() {
    setProblem(undefined)
    try {
      const { data } = await call<Job>('POST', `/rules/${code}/versions/${number}/trial`, { body: { as_of: asOf } })
      setId(data.id)
      started()
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <section className="card">
      <h2>{t('trial.title')}</h2>
      <div className="card-body">
        {problem !== undefined && <ProblemNote problem={problem} />}
        <div className="row">
          <label className="row">
            {t('screen.as_of')}
            <span style={{ width: 150 }}>
              <DayInput value={asOf} onChange={setAsOf} />
            </span>
          </label>
          <Button loading={!!job && isRunning(job)} onClick={() => void begin()}>
            {t('trial.begin', { n: number })}
          </Button>
          <span className="soft">{t('trial.what')}</span>
        </div>
        {job && <JobProgress job={job} />}
        {report && (
          <div style={{ marginTop: 8 }}>
            <Compared found={report.trial} />
          </div>
        )}
      </div>
    </section>
  )
}
