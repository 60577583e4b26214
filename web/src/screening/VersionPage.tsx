import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Spin } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { Schemas } from '../api/client'
import { call, get } from '../api/http'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { useJob, useStarted, type Job } from '../jobs/jobs'
import { ProblemNote } from '../parts/ProblemNote'
import { StateTag } from '../parts/Standing'
import { ActionDrawer } from '../record/ActionDrawer'
import '../record/record.css'
import { Cases, CheckSum } from './Cases'
import { Code } from './Code'
import { Compared } from './Compared'
import { Editor } from './Editor'
import { tagOf, useSheet, type TextCheck } from './calls'
import { Shadows } from './Shadows'
import { Trial } from './Trial'
import { useWriting } from './useWriting'
import { VersionNotes } from './VersionNotes'
import { VersionSteps } from './VersionSteps'

type Sheet = Schemas['VersionSheet']
const SUBMISSION = [
  { name: 'reason', type: 'text', required: true },
  { name: 'as_of', type: 'date' },
] as const

/** One version of a rule: written while it is a draft, read and decided afterwards. */
export function VersionPage() {
  const { code = '', number = '' } = useParams()
  const found = useSheet(code, number)
  if (found.isError)
    return (
      <div className="page">
        <ProblemNote problem={found.error} retry={() => void found.refetch()} />
      </div>
    )
  if (!found.data) return <Spin style={{ margin: 40 }} />
  const sheet = found.data
  return sheet.version.state === 'draft' ? (
    <Draft key={`${code}/${number}`} sheet={sheet} />
  ) : (
    <Fixed key={`${code}/${number}`} sheet={sheet} />
  )
}

function Head({ sheet, children }: { sheet: Sheet; children: React.ReactNode }) {
  const { t, label } = useWords()
  const version = sheet.version
  return (
    <header className="card record-head">
      <div className="row">
        <h1>
          <Link to={`/rules/${version.rule}`}>{version.rule}</Link> {version.title || t('rule.untitled')}
        </h1>
        <span>{t('rule.nth', { n: version.number })}</span>
        <StateTag list="RuleVersionState" state={version.state} over={version.state === 'refused'} />
        <span className="soft">
          {label('RuleOrigin', version.origin)}
          {version.drafters.length > 0 && ` · ${t('rule.drafters', { who: version.drafters.join('、') })}`}
        </span>
      </div>
      {children}
    </header>
  )
}

function Draft({ sheet }: { sheet: Sheet }) {
  const { t } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const started = useStarted()
  const version = sheet.version
  const path = `/rules/${version.rule}/versions/${version.number}`
  const initial = { text: sheet.file.text, cases: sheet.file.cases ?? [] }
  const writing = useWriting(path, initial)
  const [id, setId] = useState<number>()
  const job = useJob(id)
  const check: TextCheck | undefined =
    writing.check ??
    (sheet.faults.length && !writing.changed
      ? { faults: sheet.faults, cases: [], hit_cases: 0, miss_cases: 0 }
      : undefined)
  const save = () =>
    writing.save(async (file) => {
      await call('PUT', path, { body: file, version: tagOf(version.version) })
      await queries.invalidateQueries({ queryKey: ['rules'] })
      void message.success(t('editor.kept'))
    })
  return (
    <div className="page">
      <Head sheet={sheet}>
        <div className="row">
          <Button loading={writing.busy} onClick={() => void writing.checked(version.rule, version.priority)}>
            {t('editor.check')}
          </Button>
          <Button
            type={writing.changed ? 'primary' : 'default'}
            loading={writing.busy}
            disabled={!writing.changed}
            title={writing.changed ? undefined : t('editor.unchanged')}
            onClick={() => void save()}
          >
            {t('editor.keep')}
          </Button>
          {writing.changed ? (
            <Button disabled title={t('editor.keep_first')}>
              {t('rule.submit')}
            </Button>
          ) : (
            <ActionDrawer
              primary
              text={t('rule.submit')}
              draft={`${path}/submission`}
              fields={SUBMISSION}
              plural="rules"
              id={version.rule}
              path={`${path}/submission`}
              version={tagOf(version.version)}
              done={(reply) => {
                setId((reply as Job).id)
                started()
              }}
            />
          )}
          <CheckSum check={check} />
        </div>
        {job && <JobProgress job={job} />}
        {writing.problem !== undefined && <ProblemNote problem={writing.problem} />}
      </Head>
      <Editor written={writing.written} change={writing.change} check={check} priority={version.priority} />
      <Trial code={version.rule} number={version.number} />
    </div>
  )
}

function Fixed({ sheet }: { sheet: Sheet }) {
  const { t } = useWords()
  const version = sheet.version
  const path = `/rules/${version.rule}/versions/${version.number}`
  const [ran, setRan] = useState<TextCheck>()
  const [problem, setProblem] = useState<unknown>()
  const shadows = useQuery({
    queryKey: ['rules', 'shadow-runs', version.rule, version.number],
    queryFn: () => get<Schemas['RuleShadowRun'][]>(`${path}/shadow-runs`),
  })
  const run = async () => {
    setProblem(undefined)
    try {
      setRan((await call<TextCheck>('POST', `${path}/cases`)).data)
    } catch (error) {
      setProblem(error)
    }
  }
  return (
    <div className="page">
      <Head sheet={sheet}>
        <div className="row">
          <VersionSteps version={version} />
          <Button onClick={() => void run()}>{t('rule.run_cases')}</Button>
          <CheckSum check={ran} />
        </div>
        {problem !== undefined && <ProblemNote problem={problem} />}
      </Head>
      <div className="record-columns">
        <div className="record-body">
          {/* A version that came with a pack was not handed in by anybody: its report is empty. */}
          {version.report?.at && (
            <section className="card">
              <h2>{t('rule.report', { at: minute(version.report.at), by: version.report.by })}</h2>
              <div className="card-body">
                <Compared found={version.report.trial} />
                <div className="soft">
                  {t('rule.report.what', {
                    as_of: version.report.as_of,
                    cases: version.report.cases,
                    hit: version.report.hit_cases,
                    miss: version.report.miss_cases,
                    batches: version.report.batches.length,
                  })}
                </div>
              </div>
            </section>
          )}
          <Trial code={version.rule} number={version.number} />
          <section className="card">
            <h2>{t('rule.text')}</h2>
            <Code label={t('rule.text')} text={sheet.file.text} faults={sheet.faults} />
          </section>
          <Cases cases={sheet.file.cases ?? []} check={ran} />
        </div>
        <aside className="record-side record-body">
          <VersionNotes version={version} />
          <Shadows runs={shadows.data ?? []} />
        </aside>
      </div>
    </div>
  )
}
