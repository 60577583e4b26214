import { DownloadOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Pagination, Segmented, Spin } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { call, get } from '../api/http'
import { dropDraft, keepDraft, readDraft } from '../form/draft'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { isRunning, useJob, useStarted, type Job } from '../jobs/jobs'
import { useAddress } from '../list/useAddress'
import { ProblemNote } from '../parts/ProblemNote'
import { useMe } from '../session/me'
import { FileOutcomes } from './FileOutcomes'
import { changesOf, keyOf, mendedOf, shownCells, type Mended, type MendedRow, type QuarantinePage } from './mending'
import { SheetGrid } from './SheetGrid'
import './data.css'

const PAGE = 100

/** Rows that were not taken in, as in the department's own sheet: mended in place and checked again. */
export function Quarantine() {
  const { batch = '' } = useParams()
  const { t } = useWords()
  const started = useStarted()
  const me = useMe()
  const draft = `${me.login}/batches/${batch}/quarantine`
  const { value, set } = useAddress()
  const page = Number(value('page')) || 1
  const [sheet, setSheet] = useState(0)
  const [kept] = useState(() => mendedOf(readDraft<MendedRow[]>(draft)))
  const [mended, setMended] = useState<Mended>(kept)
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

  function hold(next: Mended) {
    setMended(next)
    if (next.size > 0) keepDraft(draft, changesOf(next))
    else dropDraft(draft)
  }
  function mend(row: number, column: number, text: string) {
    const one = rows.find((other) => other.row === row)
    if (!one) return
    const cells = [...shownCells(one, mended)]
    cells[column] = text
    const next = new Map(mended)
    if (cells.every((cell, index) => cell === one.cells[index])) next.delete(keyOf(one))
    else next.set(keyOf(one), { sheet: one.sheet, row: one.row, cells })
    hold(next)
  }
  async function again() {
    setProblem(undefined)
    setSending(true)
    try {
      const { data: begun } = await call<Job>('POST', `/batches/${batch}/quarantine`, {
        body: { rows: changesOf(mended) },
      })
      setId(begun.id)
      hold(new Map())
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
          <Button icon={<DownloadOutlined />} href={`/api/v1/batches/${batch}/quarantine.xlsx`} download>
            {t('quarantine.workbook')}
          </Button>
          <Button disabled={mended.size === 0} onClick={() => hold(new Map())}>
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
      {kept.size > 0 && mended.size > 0 && (
        <p className="soft" role="status" style={{ margin: 0 }}>
          {t('quarantine.kept', { count: count(mended.size) })}
        </p>
      )}
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
          onChange={(next) => set({ page: next > 1 ? String(next) : undefined })}
          align="end"
        />
      )}
    </div>
  )
}
