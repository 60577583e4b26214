import { Button, Checkbox, Spin } from 'antd'
import { useState } from 'react'
import type { Schemas } from '../api/client'
import { call } from '../api/http'
import { CampaignChoice } from '../form/CampaignChoice'
import { DayInput } from '../form/inputs'
import { count } from '../format/money'
import { minute } from '../format/time'
import { usePriority } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { JobProgress } from '../jobs/JobProgress'
import { JobList } from '../jobs/JobList'
import { isRunning, useJobs, useStarted, type Job } from '../jobs/jobs'
import type { Column } from '../list/column'
import { ProblemNote } from '../parts/ProblemNote'
import { useTried } from '../parts/useTried'
import { useRules } from './calls'
import { screened, ScreeningOutcome } from './ScreeningOutcome'
import './screening.css'

/** Runs rules as of a day; leads follow what they find. */
export function Screenings() {
  const { t, language } = useWords()
  const priority = usePriority()
  const rules = useRules()
  const jobs = (useJobs().data ?? []).filter((job) => job.kind === 'screen')
  const started = useStarted()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [asOf, setAsOf] = useState<string>()
  const [campaign, setCampaign] = useState<string>()
  const { problem, tried } = useTried()
  const runnable = (rules.data ?? []).filter((one) => one.state === 'active' && !one.pause?.paused)
  const paused = (rules.data ?? []).filter((one) => one.pause?.paused)
  const chosen = runnable.filter((one) => !left.has(one.rule))
  const groups = [...new Set(runnable.map((one) => one.priority))].sort()
  const busy = jobs.some(isRunning)
  const columns: Column<Job>[] = [
    { key: 'as_of', title: t('screen.as_of'), width: 104, text: (job) => screened(job)?.as_of },
    {
      key: 'rules',
      title: t('screen.rules'),
      width: 84,
      align: 'right',
      text: (job) => count(screened(job)?.rules.length) || '–',
    },
    {
      key: 'silent',
      title: t('screen.unanswered'),
      width: 84,
      align: 'right',
      text: (job) => count(screened(job)?.rules.filter((one) => one.not_evaluated).length) || '–',
    },
    {
      key: 'persons',
      title: t('screen.persons'),
      width: 90,
      align: 'right',
      text: (job) => count(screened(job)?.persons) || '–',
    },
    {
      key: 'new',
      title: t('screen.new'),
      width: 84,
      align: 'right',
      text: (job) => count(screened(job)?.rules.reduce((sum, one) => sum + (one.ledger?.added ?? 0), 0)) || '–',
    },
  ]

  function keep(codes: string[], kept: boolean) {
    const next = new Set(left)
    for (const code of codes) {
      if (kept) next.delete(code)
      else next.add(code)
    }
    setLeft(next)
  }
  const run = () =>
    tried(async () => {
      const body: Schemas['Screening'] = {
        // All of them are named by naming none, so that the paused are told of in the outcome.
        rules: left.size ? chosen.map((one) => one.rule) : undefined,
        as_of: asOf,
        campaign: campaign ? Number(campaign) : undefined,
      }
      await call<Job>('POST', '/screenings', { body })
      started()
    })
  return (
    <JobList
      kind="screen"
      list="screenings"
      title={t('nav.screenings')}
      columns={columns}
      outcome={(job) => <Outcome job={job} />}
      empty={{ title: t('screen.none'), what: t('screen.none.what') }}
      actions={
        <Button type="primary" loading={busy} disabled={chosen.length === 0} onClick={() => void run()}>
          {t('screen.run', { count: chosen.length })}
        </Button>
      }
    >
      <label className="row">
        {t('screen.as_of')}
        <span style={{ width: 150 }}>
          <DayInput value={asOf} onChange={setAsOf} />
        </span>
        <span className="soft">{t('screen.as_of.what')}</span>
      </label>
      <div className="row">
        {t('screen.campaign')}
        <CampaignChoice
          label={t('screen.campaign')}
          none={t('screen.campaign.none')}
          value={campaign}
          choose={setCampaign}
        />
        <span className="soft">{t('screen.campaign.what')}</span>
      </div>
      {problem !== undefined && <ProblemNote problem={problem} />}
      {jobs[0] && (
        <section className="card">
          <h2>{t('screen.outcome', { at: minute(jobs[0].started_at) })}</h2>
          <div className="card-body">
            <Outcome job={jobs[0]} />
          </div>
        </section>
      )}
      {rules.isError && <ProblemNote problem={rules.error} retry={() => void rules.refetch()} />}
      {rules.isPending && <Spin />}
      {groups.map((group) => {
        const within = runnable.filter((one) => one.priority === group)
        const kept = within.filter((one) => !left.has(one.rule)).length
        return (
          <section key={group} className="card">
            <h2>
              <Checkbox
                checked={kept === within.length}
                indeterminate={kept > 0 && kept < within.length}
                onChange={(event) =>
                  keep(
                    within.map((one) => one.rule),
                    event.target.checked,
                  )
                }
              >
                {priority(group)}（{kept} / {within.length}）
              </Checkbox>
            </h2>
            <div className="rule-picks card-body">
              {within.map((one) => (
                <Checkbox
                  key={one.rule}
                  checked={!left.has(one.rule)}
                  onChange={(event) => keep([one.rule], event.target.checked)}
                >
                  <span className="soft">{one.rule}</span> {language === 'zh' ? one.title : one.title_en}
                </Checkbox>
              ))}
            </div>
          </section>
        )
      })}
      {paused.length > 0 && (
        <div className="soft">
          {t('screen.paused')}
          {t('colon')}
          {paused.map((one) => `${one.rule} ${one.title}`).join('、')}
        </div>
      )}
    </JobList>
  )
}

function Outcome({ job }: { job: Job }) {
  return (
    <>
      <JobProgress job={job} />
      <ScreeningOutcome job={job} />
    </>
  )
}
