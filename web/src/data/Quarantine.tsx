import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Pagination, Segmented, Spin } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { call, get } from '../api/http'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { isRunning, useJob, useStarted, type Job } from '../jobs/jobs'
import { ProblemNote } from '../parts/ProblemNote'
import { FileOutcomes } from './FileOutcomes'
import { changesOf, keyOf, shownCells, type Mended, type QuarantinePage } from './mending'
import { SheetGrid } from './SheetGrid'
import './data.css'

const PAGE = 100

/** Rows that were not taken in, as in the department's own sheet: mended in place and checked again. */
export function Quarantine() {
  const { batch = '' } = useParams()
  const { t } = useWords()
  const started = useStarted()
  const [page, setPage] = useState(1)
  const [sheet, setSheet] = useState(0)
  const [mended, setMended] = useState<Mended>(new Map())
  const [problem, setProblem] = useState<unknown>()
  const [sending, setSending] = useState(false)
  const [id, setId] = useState<number>()
  const job = useJob(id)
  const found = useQuery({
    queryKey: ['batches', 'quarantine', batch, page],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      get<QuarantinePage>(`/batches/${batch}/quarantine`, { skip: (page - 1) * PAGE, limit: PAGE }, signal),
  })
  const data = found.data
  const sheets = data ? [...new Set(data.rows.map((row) => row.sheet))] : []
  const here = sheets.includes(sheet) ? sheet : (sheets[0] ?? 0)
  const rows = data?.rows.filter((row) => row.sheet === here) ?? []

  function mend(row: number, column: number, text: string) {
    const one = rows.find((other) => other.row === row)
    if (!one) return
    const cells = [...shownCells(one, mended)]
    cells[column] = text
    const next = new Map(mended)
    if (cells.every((cell, index) => cell === one.cells[index])) next.delete(keyOf(one))
    else next.set(keyOf(one), { sheet: one.sheet, row: one.row, cells })
    setMended(next)
  }
  async function again() {
    setProblem(undefined)
    setSending(true)
    try {
      const { data: begun } = await call<Job>('POST', `/batches/${batch}/quarantine`, {
        body: { rows: changesOf(mended) },
      })
      setId(begun.id)
      setMended(new Map())
      started()
    } catch (error) {
      setProblem(error)
    } finally {
      setSending(false)
    }
  }
  return (
    <div className="page page-full">
      <div className="spread">
        <h1>
          {t('quarantine.title')} <Link to={`/batches?q=${batch}`}>{batch}</Link>
          {data && <span className="soft"> {t('quarantine.count', { count: count(data.total) })}</span>}
        </h1>
        <div className="row">
          <a href={`/api/v1/batches/${batch}/quarantine.xlsx`} download>
            <Button icon={<DownloadOutlined />}>{t('quarantine.workbook')}</Button>
          </a>
          <Button disabled={mended.size === 0} onClick={() => setMended(new Map())}>
            {t('quarantine.undo')}
          </Button>
          <Button
            type="primary"
            loading={sending}
            disabled={mended.size === 0}
            title={mended.size === 0 ? t('quarantine.nothing') : undefined}
            onClick={() => void again()}
          >
            {t('quarantine.check', { count: mended.size })}
          </Button>
        </div>
      </div>
      {found.isError && <ProblemNote problem={found.error} retry={() => void found.refetch()} />}
      {problem !== undefined && <ProblemNote problem={problem} />}
      {job && (
        <section className="card card-body" aria-label={t('quarantine.outcome')}>
          {(isRunning(job) || job.problem) && <JobProgress job={job} />}
          <FileOutcomes job={job} />
        </section>
      )}
      {sheets.length > 1 && (
        <Segmented
          value={here}
          onChange={setSheet}
          options={sheets.map((one) => ({
            value: one,
            label: `${data?.sheets[one]?.name ?? one}（${data?.rows.filter((row) => row.sheet === one).length ?? 0}）`,
          }))}
        />
      )}
      {found.isPending ? (
        <Spin style={{ margin: 40 }} />
      ) : (
        data && (
          <SheetGrid
            key={`${page}/${here}`}
            header={data.sheets[here]?.header ?? []}
            rows={rows}
            mended={mended}
            mend={mend}
          />
        )
      )}
      {data && data.total > PAGE && (
        <Pagination
          current={page}
          pageSize={PAGE}
          total={data.total}
          showSizeChanger={false}
          onChange={setPage}
          align="end"
        />
      )}
    </div>
  )
}
