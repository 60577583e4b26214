import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Spin } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import type { Schemas } from '../api/client'
import { call, get } from '../api/http'
import { allowed } from '../api/operations'
import { useDatasetLines } from '../data/Datasets'
import { count, yuan } from '../format/money'
import { day, minute } from '../format/time'
import { usePriority } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { StateTag } from '../parts/Standing'
import { ActionDrawer } from '../record/ActionDrawer'
import { useMe } from '../session/me'
import '../record/record.css'
import { Cases } from './Cases'
import { Code } from './Code'
import { share, useRules, useSheet, type RuleCard } from './calls'
import { Parameters } from './Parameters'
import { RuleState } from './Rules'
import { Trial } from './Trial'

const REASON = [{ name: 'reason', type: 'text', required: true }] as const

/** A rule: what it says and on what ground, what it found, and how much of that was so. */
export function RulePage() {
  const { code = '' } = useParams()
  const me = useMe()
  const { t } = useWords()
  const rules = useRules()
  const rule = rules.data?.find((one) => one.rule === code)
  const writes = allowed(me.role, 'GET /rules/{code}')
  const text = useQuery({
    queryKey: ['rules', 'text', code],
    enabled: writes && !!rule,
    queryFn: () => get<Schemas['RuleText']>(`/rules/${code}`),
  })
  const versions = useQuery({
    queryKey: ['rules', 'versions', code],
    enabled: writes,
    queryFn: () => get<Schemas['RuleVersion'][]>(`/rules/${code}/versions`),
  })
  const sheet = useSheet(code, writes ? rule?.version : undefined)
  if (rules.isError)
    return (
      <div className="page">
        <ProblemNote problem={rules.error} retry={() => void rules.refetch()} />
      </div>
    )
  if (rules.isPending) return <Spin style={{ margin: 40 }} />
  return (
    <div className="page">
      {rule ? (
        <Head rule={rule} versions={versions.data ?? []} writes={writes} />
      ) : (
        <header className="card record-head">
          <h1>{code}</h1>
          <span className="soft">{t('rule.not_in_use')}</span>
        </header>
      )}
      <div className="record-columns">
        <div className="record-body">
          {rule && <Found rule={rule} />}
          {rule && <Parameters code={code} parameters={rule.parameters} decides={writes} />}
          {writes && rule && <Trial code={code} number={rule.version} />}
          {text.data && (
            <section className="card">
              <h2>{t('rule.text')}</h2>
              <Code label={t('rule.text')} text={text.data.text} />
            </section>
          )}
          {sheet.data && <Cases cases={sheet.data.file.cases ?? []} />}
        </div>
        <aside className="record-side record-body">
          {rule && <Yield rule={rule} />}
          {writes && <Versions versions={versions.data ?? []} />}
        </aside>
      </div>
    </div>
  )
}

function Head({ rule, versions, writes }: { rule: RuleCard; versions: Schemas['RuleVersion'][]; writes: boolean }) {
  const { t, field, language } = useWords()
  const priority = usePriority()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [problem, setProblem] = useState<unknown>()
  const titles = new Map((useDatasetLines().data ?? []).map((one) => [one.dataset, one.title]))
  const draft = versions.find((one) => one.state === 'draft')
  async function begin() {
    setProblem(undefined)
    try {
      const { data } = await call<Schemas['VersionSheet']>('POST', `/rules/${rule.rule}/versions`, {
        body: { from: rule.version },
      })
      await queries.invalidateQueries({ queryKey: ['rules'] })
      void navigate(`/rules/${rule.rule}/versions/${data.version.number}`)
    } catch (error) {
      setProblem(error)
    }
  }
  const paused = !!rule.pause?.paused
  const deed = paused ? 'resume' : 'pause'
  return (
    <header className="card record-head">
      <div className="row">
        <span className="soft">{rule.rule}</span>
        <h1>{language === 'zh' ? rule.title : rule.title_en}</h1>
        <RuleState rule={rule} />
        <span>{t('rule.nth', { n: rule.version })}</span>
      </div>
      <div className="record-facts">
        <span>
          {field('priority')}
          {t('colon')}
          <b>{priority(rule.priority)}</b>
        </span>
        <span>
          {field('kind')}
          {t('colon')}
          <b>{t(rule.kind === 'owed' ? 'lead.owed' : 'lead.fault')}</b>
        </span>
        <span>
          {t('rule.datasets')}
          {t('colon')}
          {rule.datasets.map((one) => (
            <Link key={one} to={`/datasets/${one}`} style={{ marginRight: 8 }}>
              {titles.get(one) ?? one}
            </Link>
          ))}
        </span>
      </div>
      <div>
        <b>{t('rule.basis')}</b>
        {t('colon')}
        {rule.basis}
      </div>
      {language === 'en' && <div className="soft">{rule.summary}</div>}
      {paused && rule.pause && (
        <div style={{ color: 'var(--amber)' }}>
          {t('rule.paused.why', { by: rule.pause.by, on: day(rule.pause.at), why: rule.pause.why })}
        </div>
      )}
      {problem !== undefined && <ProblemNote problem={problem} />}
      {writes && (
        <div className="row">
          {draft ? (
            <Link to={`/rules/${rule.rule}/versions/${draft.number}`}>
              <Button type="primary">{t('rule.go_on', { n: draft.number })}</Button>
            </Link>
          ) : (
            <Button type="primary" onClick={() => void begin()}>
              {t('rule.draft')}
            </Button>
          )}
          <ActionDrawer
            key={deed}
            text={t(paused ? 'rule.resume' : 'rule.pause')}
            draft={`rules/${rule.rule}/${deed}`}
            fields={REASON}
            plural="rules"
            id={rule.rule}
            path={`/rules/${rule.rule}/${deed}`}
          />
        </div>
      )}
    </header>
  )
}

function Found({ rule }: { rule: RuleCard }) {
  const { t } = useWords()
  const run = rule.last_run
  return (
    <section className="card">
      <h2>{t('rule.last_run')}</h2>
      <div className="card-body">
        {!run ? (
          <span className="soft">{t('rule.never_run')}</span>
        ) : run.not_evaluated ? (
          <span style={{ color: 'var(--amber)' }}>
            {t('screen.unanswered')}
            {t('colon')}
            {run.not_evaluated}
          </span>
        ) : (
          <span>
            <Link to={`/leads?rule=${rule.rule}`}>
              {t('rule.found', { subjects: count(run.subjects), hits: count(run.hits) })}
            </Link>
            {!!run.amount && `，${t('money.yuan', { amount: yuan(run.amount) })}`}{' '}
            <span className="soft">
              {t('screen.as_of')} {run.as_of} · {minute(run.at)}
            </span>
          </span>
        )}
      </div>
    </section>
  )
}

function Yield({ rule }: { rule: RuleCard }) {
  const { t, label } = useWords()
  if (!rule.yield) return null
  const rows = [
    { key: 'all', name: t('rule.all_versions'), figures: rule.yield.total },
    ...rule.version_yields.map((one) => ({
      key: String(one.version),
      name: one.version ? t('rule.nth', { n: one.version }) : t('rule.unknown_version'),
      figures: one.yield,
    })),
  ]
  return (
    <section className="card">
      <h2>{t('rule.yield')}</h2>
      <table className="simple">
        <thead>
          <tr>
            <th />
            <th className="num">{t('yields.concluded')}</th>
            <th className="num">{t('yields.confirmed')}</th>
            <th className="num">{t('yields.share')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.key}>
              <td>
                {one.name} <span className="soft">{label('YieldStanding', one.figures.standing)}</span>
              </td>
              <td className="num">{count(one.figures.concluded)}</td>
              <td className="num">{count(one.figures.confirmed)}</td>
              <td className="num">{share(one.figures.per_mille)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="card-body soft">
        <Link to={`/leads?rule=${rule.rule}&state=new,assigned,verifying`}>
          {t('rule.unverified', { count: count(rule.yield.unverified) })}
        </Link>
      </div>
    </section>
  )
}

function Versions({ versions }: { versions: Schemas['RuleVersion'][] }) {
  const { t } = useWords()
  return (
    <section className="card">
      <h2>{t('rule.versions')}</h2>
      <ol className="history">
        {[...versions].reverse().map((one) => {
          const checked = one.history.find((note) => note.step === 'approve')
          return (
            <li key={one.number}>
              <Link to={`/rules/${one.rule}/versions/${one.number}`}>{t('rule.nth', { n: one.number })}</Link>{' '}
              <StateTag list="RuleVersionState" state={one.state} over={one.state === 'retired'} />
              {one.drafters.length > 0 && <div>{t('rule.drafters', { who: one.drafters.join('、') })}</div>}
              <div className="entry-by">
                {checked
                  ? t('rule.checked_by', { who: checked.by, at: minute(checked.at) })
                  : one.history[0]
                    ? t('entry.by', { who: one.history[0].by, at: minute(one.history[0].at) })
                    : ''}
              </div>
            </li>
          )
        })}
      </ol>
    </section>
  )
}
