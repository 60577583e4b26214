import { useQuery } from '@tanstack/react-query'
import { Button, Input, Segmented } from 'antd'
import { Link, useNavigate } from 'react-router'
import { answer, api } from '../api/client'
import { allowed } from '../api/operations'
import { useTyped } from '../data/useTyped'
import { count } from '../format/money'
import { usePriority } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'
import { Mark, StateTag } from '../parts/Standing'
import { useMe } from '../session/me'
import { share, useRules, type RuleCard } from './calls'

const UNDER_WAY = new Set(['draft', 'submitted', 'checked', 'shadow'])

export function RuleState({ rule }: { rule: RuleCard }) {
  const { t, label } = useWords()
  if (rule.pause?.paused)
    return (
      <span title={rule.pause.why}>
        <Mark shape="paused" tone="yellow" word={t('rule.paused')} />
      </span>
    )
  return (
    <Mark
      shape={rule.state === 'active' ? 'green' : 'stopped'}
      tone={rule.state === 'active' ? 'green' : 'stopped'}
      word={label('RuleVersionState', rule.state)}
    />
  )
}

/** The rules by priority: what each found last, and how much of that was so. */
export function Rules() {
  const me = useMe()
  const navigate = useNavigate()
  const { t, field, label, language } = useWords()
  const priority = usePriority()
  const rules = useRules()
  const writes = allowed(me.role, 'POST /rules')
  const versions = useQuery({
    queryKey: ['rules', 'versions'],
    enabled: allowed(me.role, 'GET /rules/versions'),
    queryFn: () => answer(api.GET('/api/v1/rules/versions')),
  })
  const underWay = (versions.data ?? []).filter((one) => UNDER_WAY.has(one.state))
  const [typed, setTyped] = useTyped()
  const [only, setOnly] = useTyped('priority')
  const priorities = [...new Set((rules.data ?? []).map((one) => one.priority))].sort()
  const rows = (rules.data ?? [])
    .filter(
      (one) => (!only || one.priority === only) && `${one.rule} ${one.title} ${one.title_en}`.includes(typed.trim()),
    )
    .sort((one, other) => one.priority.localeCompare(other.priority) || one.rule.localeCompare(other.rule))
  const found = (one: RuleCard, value: number | null | undefined) =>
    value ? <Link to={`/leads?rule=${one.rule}`}>{count(value)}</Link> : count(value)
  const columns: Column<RuleCard>[] = [
    { key: 'rule', title: field('rule'), width: 64, render: (one) => <span className="soft">{one.rule}</span> },
    {
      key: 'title',
      title: t('rule.title'),
      render: (one) => (
        <Link to={`/rules/${one.rule}`} title={one.title}>
          {language === 'zh' ? one.title : one.title_en}
        </Link>
      ),
    },
    {
      key: 'kind',
      title: field('kind'),
      width: 86,
      render: (one) => t(one.kind === 'owed' ? 'lead.owed' : 'lead.fault'),
    },
    { key: 'priority', title: field('priority'), width: 150, render: (one) => priority(one.priority) },
    { key: 'state', title: field('state'), width: 90, render: (one) => <RuleState rule={one} /> },
    { key: 'version', title: t('rule.version'), width: 60, align: 'right', render: (one) => one.version },
    { key: 'origin', title: t('rule.origin'), width: 86, render: (one) => label('RuleOrigin', one.origin) },
    {
      key: 'subjects',
      title: t('rule.last_subjects'),
      width: 96,
      align: 'right',
      render: (one) =>
        one.last_run?.not_evaluated ? (
          <span title={one.last_run.not_evaluated} style={{ color: 'var(--amber)' }}>
            {t('screen.unanswered')}
          </span>
        ) : one.last_run ? (
          found(one, one.last_run.subjects)
        ) : (
          '–'
        ),
    },
    { key: 'as_of', title: t('screen.as_of'), width: 96, render: (one) => one.last_run?.as_of ?? '–' },
    {
      key: 'share',
      title: t('yields.share'),
      width: 76,
      align: 'right',
      render: (one) => share(one.yield?.total.per_mille),
    },
    {
      key: 'standing',
      title: t('yields.standing'),
      width: 88,
      render: (one) => label('YieldStanding', one.yield?.total.standing),
    },
  ]
  return (
    <div className="page page-full">
      <div className="spread">
        <h1>{t('nav.rules')}</h1>
        <div className="row">
          <Input.Search
            allowClear
            style={{ width: 220 }}
            placeholder={t('rule.narrow')}
            aria-label={t('rule.narrow')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
          {writes && (
            <Button type="primary" onClick={() => void navigate('/rules/new')}>
              {t('rule.write')}
            </Button>
          )}
        </div>
      </div>
      {priorities.length > 1 && (
        <Segmented
          style={{ alignSelf: 'flex-start' }}
          value={only}
          onChange={setOnly}
          options={[
            { value: '', label: t('rule.all') },
            ...priorities.map((one) => ({ value: one, label: priority(one) })),
          ]}
        />
      )}
      {underWay.length > 0 && (
        <div className="row card card-body">
          <b>{t('rule.under_way')}</b>
          {underWay.map((one) => (
            <Link key={`${one.rule}/${one.number}`} to={`/rules/${one.rule}/versions/${one.number}`}>
              {one.rule} {t('rule.nth', { n: one.number })} <StateTag list="RuleVersionState" state={one.state} />
            </Link>
          ))}
        </div>
      )}
      {rules.isError && <ProblemNote problem={rules.error} retry={() => void rules.refetch()} />}
      <DataTable<RuleCard>
        place={`rules?${only}`}
        rows={rows}
        columns={columns}
        id={(one) => one.rule}
        name={(one) => `${one.rule} ${one.title}`}
        open={(one) => void navigate(`/rules/${one.rule}`)}
        busy={rules.isPending}
        empty={
          <div className="empty">
            <b>{t('rule.none')}</b>
            {t('list.empty.narrow.what')}
          </div>
        }
      />
    </div>
  )
}
