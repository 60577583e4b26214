import { DownloadOutlined } from '@ant-design/icons'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { Schemas } from '../api/client'
import { call } from '../api/http'
import { DayInput } from '../form/inputs'
import { count } from '../format/money'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { JobList } from '../jobs/JobList'
import { useJobs, useStarted, type Job } from '../jobs/jobs'
import type { Column } from '../list/column'
import { ProblemNote } from '../parts/ProblemNote'
import { useTried } from '../parts/useTried'
import { useDatasetLines } from './Datasets'
import { DropZone } from './DropZone'
import './data.css'

interface Outcome {
  dataset: string
  file: string
  rows: number
  passed: number
  hit: number
  not_evaluated: number
  unreadable: number
  rules: string[]
  rules_not_evaluated: Record<string, string>
}

/** Checks a list of payments before they are paid; nothing of it is taken in. */
export function Prechecks() {
  const { t } = useWords()
  const datasets = (useDatasetLines().data ?? []).filter((one) => one.payment)
  const titles = new Map(datasets.map((one) => [one.dataset, one.title]))
  const title = (code: string) => titles.get(code) ?? code
  const newest = (useJobs().data ?? []).find((job) => job.kind === 'precheck')
  const figure = (key: 'rows' | 'passed' | 'hit' | 'not_evaluated', text: string): Column<Job> => ({
    key,
    title: text,
    width: 84,
    align: 'right',
    text: (job) => count(outcomeOf(job)?.[key]) || '–',
  })
  const columns: Column<Job>[] = [
    { key: 'file', title: t('batch.file'), width: 220, text: (job) => outcomeOf(job)?.file },
    {
      key: 'dataset',
      title: t('data.dataset'),
      width: 150,
      text: (job) => title(outcomeOf(job)?.dataset ?? ''),
    },
    figure('rows', t('precheck.rows')),
    figure('passed', t('precheck.passed')),
    figure('hit', t('precheck.hit')),
    figure('not_evaluated', t('precheck.unanswered')),
  ]
  const started = useStarted()
  const [upload, setUpload] = useState<Schemas['Upload']>()
  const [dataset, setDataset] = useState<string>()
  const [asOf, setAsOf] = useState<string>()
  const { busy, problem, tried } = useTried()

  const take = (file: File | undefined) =>
    file &&
    void tried(async () => {
      const query = { name: file.name }
      setUpload((await call<Schemas['Upload']>('POST', '/uploads', { query, body: file })).data)
    })
  const check = () =>
    void tried(async () => {
      await call('POST', '/prechecks', { body: { upload: upload?.id, dataset, as_of: asOf } })
      setUpload(undefined)
      started()
    })
  return (
    <JobList
      kind="precheck"
      list="prechecks"
      title={t('nav.prechecks')}
      columns={columns}
      outcome={(job) => <Verdict job={job} title={title} />}
      empty={{ title: t('precheck.none'), what: t('precheck.none.what') }}
    >
      <p className="soft" style={{ margin: 0 }}>
        {t('precheck.what')}
      </p>
      <DropZone take={(files) => take(files[0])} many={false} busy={busy} />
      {problem !== undefined && <ProblemNote problem={problem} />}
      {upload && (
        <section className="card card-body">
          <Form layout="vertical" className="form-fields">
            <Form.Item label={t('batch.file')}>
              <b>{upload.name}</b>
            </Form.Item>
            <Form.Item label={t('data.dataset')} required htmlFor="precheck-dataset">
              <Select
                id="precheck-dataset"
                style={{ width: 260 }}
                showSearch={{ optionFilterProp: 'label' }}
                value={dataset}
                onChange={(value: string) => setDataset(value)}
                options={datasets.map((one) => ({ value: one.dataset, label: one.title }))}
              />
            </Form.Item>
            <Form.Item label={t('screen.as_of')} extra={t('screen.as_of.what')} style={{ width: 260 }}>
              <DayInput value={asOf} onChange={setAsOf} />
            </Form.Item>
          </Form>
          <Button
            type="primary"
            loading={busy}
            disabled={!dataset}
            title={dataset ? undefined : t('precheck.which')}
            onClick={check}
          >
            {t('precheck.check')}
          </Button>
        </section>
      )}
      {newest && (
        <section className="card">
          <h2>
            {minute(newest.started_at)} {t('jobs.precheck')}
          </h2>
          <div className="card-body">
            <Verdict job={newest} title={title} />
          </div>
        </section>
      )}
    </JobList>
  )
}

const outcomeOf = (job: Job) => job.outcome as unknown as Outcome | null

function Verdict({ job, title }: { job: Job; title: (code: string) => string }) {
  const { t } = useWords()
  const outcome = outcomeOf(job)
  if (!outcome) return <JobProgress job={job} />
  const silent = Object.entries(outcome.rules_not_evaluated)
  return (
    <>
      <div className="spread">
        <span>
          {outcome.file}（{title(outcome.dataset)}）
        </span>
        <Button icon={<DownloadOutlined />} href={`/api/v1/prechecks/${job.id}/workbook.xlsx`} download>
          {t('precheck.workbook')}
        </Button>
      </div>
      <table className="simple" style={{ marginTop: 8 }}>
        <thead>
          <tr>
            <th className="num">{t('precheck.rows')}</th>
            <th className="num">{t('precheck.passed')}</th>
            <th className="num">{t('precheck.hit')}</th>
            <th className="num">{t('precheck.unanswered')}</th>
            <th className="num">{t('precheck.unreadable')}</th>
            <th>{t('precheck.rules')}</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <td className="num">{count(outcome.rows)}</td>
            <td className="num">{count(outcome.passed)}</td>
            <td className={outcome.hit ? 'num data-bad' : 'num'}>{count(outcome.hit)}</td>
            <td className="num">{count(outcome.not_evaluated)}</td>
            <td className="num">{count(outcome.unreadable)}</td>
            <td>
              {outcome.rules.map((rule) => (
                <Link key={rule} to={`/rules?q=${rule}`} style={{ marginRight: 6 }}>
                  {rule}
                </Link>
              ))}
            </td>
          </tr>
        </tbody>
      </table>
      {silent.map(([rule, why]) => (
        <div key={rule} style={{ color: 'var(--amber)' }}>
          {t('screen.not_evaluated', { rule })}
          {t('colon')}
          {why}
        </div>
      ))}
    </>
  )
}
