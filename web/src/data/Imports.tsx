import { Button, Select, Tag } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { call, isProblem } from '../api/http'
import { count } from '../format/money'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { JobList } from '../jobs/JobList'
import { isRunning, useJobs, useStarted, type Job } from '../jobs/jobs'
import type { Column } from '../list/column'
import { ProblemNote } from '../parts/ProblemNote'
import { useDatasetLines } from './Datasets'
import { DropZone } from './DropZone'
import { isData } from './dropped'
import { FileOutcomes, outcomesOf } from './FileOutcomes'
import './data.css'

interface Waiting {
  file: File
  upload?: Schemas['Upload']
  said?: string
}

/** Hands files in: dropped, sent at once, taken in together as a job. */
export function Imports() {
  const { t } = useWords()
  const datasets = useDatasetLines().data ?? []
  const newest = (useJobs().data ?? []).find((job) => job.kind === 'import')
  const started = useStarted()
  const [waiting, setWaiting] = useState<Waiting[]>([])
  const [left, setLeft] = useState(0)
  const [dataset, setDataset] = useState<string>()
  const [sending, setSending] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  const sum = (job: Job, of: (batch: Schemas['BatchLine']) => number) =>
    count(outcomesOf(job).reduce((all, one) => all + (one.batch ? of(one.batch) : 0), 0))
  const columns: Column<Job>[] = [
    {
      key: 'files',
      title: t('import.files'),
      width: 76,
      align: 'right',
      text: (job) => (job.outcome ? outcomesOf(job).length : '–'),
    },
    {
      key: 'accepted',
      title: t('batch.accepted'),
      width: 90,
      align: 'right',
      text: (job) => (job.outcome ? sum(job, (batch) => batch.accepted) : '–'),
    },
    {
      key: 'quarantined',
      title: t('data.quarantined'),
      width: 84,
      align: 'right',
      text: (job) => (job.outcome ? sum(job, (batch) => batch.quarantined) : '–'),
    },
    {
      key: 'refused',
      title: t('import.refused'),
      width: 84,
      align: 'right',
      text: (job) => (job.outcome ? outcomesOf(job).filter((one) => one.outcome === 'refused').length : '–'),
    },
  ]
  const ready = waiting.flatMap((one) => (one.upload ? [one.upload.id] : []))

  async function take(files: File[]) {
    const data = files.filter(isData)
    setLeft(files.length - data.length)
    setSending(true)
    for (const file of data) {
      let one: Waiting = { file }
      try {
        one = {
          file,
          upload: (await call<Schemas['Upload']>('POST', '/uploads', { query: { name: file.name }, body: file })).data,
        }
      } catch (error) {
        one = { file, said: isProblem(error) ? error.body.detail : t('problem.unknown') }
      }
      setWaiting((all) => [...all, one])
    }
    setSending(false)
  }
  async function handIn() {
    setProblem(undefined)
    setSending(true)
    try {
      await call<Job>('POST', '/imports', { body: { uploads: ready, dataset } })
      setWaiting([])
      started()
    } catch (error) {
      setProblem(error)
    } finally {
      setSending(false)
    }
  }
  return (
    <JobList
      kind="import"
      list="imports"
      title={t('nav.imports')}
      columns={columns}
      outcome={(job) => <Outcome job={job} />}
      empty={{
        title: t('import.none'),
        what: <Link to="/batches">{t('import.none.what')}</Link>,
      }}
    >
      <DropZone take={(files) => void take(files)} many busy={sending} />
      {left > 0 && <div className="soft">{t('import.left_out', { count: left })}</div>}
      {problem !== undefined && <ProblemNote problem={problem} />}
      {waiting.length > 0 && (
        <section className="card">
          <h2>{t('import.waiting', { count: waiting.length })}</h2>
          <table className="simple">
            <tbody>
              {waiting.map((one, index) => (
                <tr key={`${index} ${one.file.name}`}>
                  <td>{one.file.name}</td>
                  <td className="num soft">
                    {t('import.kilobytes', { size: count(Math.ceil(one.file.size / 1024)) })}
                  </td>
                  <td>
                    {one.upload ? (
                      <Tag>{t('import.sent')}</Tag>
                    ) : (
                      <span role="alert" className="data-bad">
                        {one.said}
                      </span>
                    )}
                  </td>
                  <td className="num">
                    <Button
                      type="text"
                      size="small"
                      onClick={() => setWaiting((all) => all.filter((other) => other !== one))}
                    >
                      {t('form.remove')}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <div className="row card-body">
            <Button type="primary" loading={sending} disabled={ready.length === 0} onClick={() => void handIn()}>
              {t('import.hand_in', { count: ready.length })}
            </Button>
            <Select
              allowClear
              style={{ width: 260 }}
              showSearch={{ optionFilterProp: 'label' }}
              placeholder={t('import.dataset')}
              aria-label={t('import.dataset')}
              value={dataset}
              onChange={(value?: string) => setDataset(value)}
              options={datasets.map((one) => ({ value: one.dataset, label: one.title }))}
            />
          </div>
        </section>
      )}
      {newest && (
        <section className="card">
          <h2>
            {minute(newest.started_at)} {t('jobs.import')}
          </h2>
          <div className="card-body">
            <Outcome job={newest} />
          </div>
        </section>
      )}
    </JobList>
  )
}

function Outcome({ job }: { job: Job }) {
  return (
    <>
      {(isRunning(job) || job.problem) && <JobProgress job={job} />}
      <FileOutcomes job={job} />
    </>
  )
}
