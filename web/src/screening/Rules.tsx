import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { Link, useNavigate } from 'react-router'
import { answer, api } from '../api/client'
import { allowed } from '../api/operations'
import { count } from '../format/money'
import { usePriority } from '../i18n/priorities'
import { useWords, type Words } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { LinkButton } from '../parts/LinkButton'
import { Mark, StateTag } from '../parts/Standing'
import { useMe } from '../session/me'
import { share, useRules, type RuleCard } from './calls'

const UNDER_WAY = new Set(['draft', 'submitted', 'checked', 'shadow'])

/** What a rule does now, in a word: a version in use may be paused. */
export const ruleStateOf = (rule: RuleCard, { t, label }: Words): string =>
  rule.pause?.paused ? t('rule.paused') : label('RuleVersionState', rule.state)

export function RuleState({ rule }: { rule: RuleCard }) {
  const words = useWords()
  if (rule.pause?.paused)
    return (
      <span title={rule.pause.why}>
        <Mark shape="paused" tone="yellow" word={ruleStateOf(rule, words)} />
      </span>
    )
  return (
    <Mark
      shape={rule.state === 'active' ? 'green' : 'stopped'}
      tone={rule.state === 'active' ? 'green' : 'stopped'}
      word={ruleStateOf(rule, words)}
    />
  )
}

/** The rules by priority: what each found last, and how much of that was so. */
export function Rules() {
  const me = useMe()
  const navigate = useNavigate()
  const words = useWords()
  const { t, field, label, language } = words
  const priority = usePriority()
  const rules = useRules()
  const writes = allowed(me.role, 'POST /rules')
  const versions = useQuery({
    queryKey: ['rules', 'versions'],
    enabled: allowed(me.role, 'GET /rules/versions'),
    queryFn: () => answer(api.GET('/api/v1/rules/versions')),
  })
  const underWay = (versions.data ?? []).filter((one) => UNDER_WAY.has(one.state))
  const all = rules.data
  const rows = useMemo(
    () =>
      [...(all ?? [])].sort(
        (one, other) => one.priority.localeCompare(other.priority) || one.rule.localeCompare(other.rule),
      ),
    [all],
  )
  const priorities = [...new Set(rows.map((one) => one.priority))]
  const states = [...new Set(rows.map((one) => ruleStateOf(one, words)))]
  const title = (one: RuleCard) => (language === 'zh' ? one.title : one.title_en)
  const found = (one: RuleCard, value: number | null | undefined) =>
    value ? <Link to={`/leads?rule=${one.rule}`}>{count(value)}</Link> : count(value)
  const columns: Column<RuleCard>[] = [
    {
      key: 'rule',
      title: field('rule'),
      width: 64,
      text: (one) => one.rule,
      render: (one) => <span className="soft">{one.rule}</span>,
    },
    {
      key: 'title',
      title: t('rule.title'),
      text: title,
      render: (one) => (
        <Link to={`/rules/${one.rule}`} title={title(one)}>
          {title(one)}
        </Link>
      ),
    },
    {
      key: 'kind',
      title: field('kind'),
      width: 86,
      text: (one) => t(one.kind === 'owed' ? 'lead.owed' : 'lead.fault'),
    },
    { key: 'priority', title: field('priority'), width: 150, text: (one) => priority(one.priority) },
    {
      key: 'state',
      title: field('state'),
      width: 90,
      text: (one) => ruleStateOf(one, words),
      render: (one) => <RuleState rule={one} />,
    },
    { key: 'version', title: t('rule.version'), width: 60, align: 'right', text: (one) => one.version },
    { key: 'origin', title: t('rule.origin'), width: 86, text: (one) => label('RuleOrigin', one.origin) },
    {
      key: 'subjects',
      title: t('rule.last_subjects'),
      width: 96,
      align: 'right',
      text: (one) =>
        one.last_run?.not_evaluated ? t('screen.unanswered') : one.last_run ? count(one.last_run.subjects) : '–',
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
    { key: 'as_of', title: t('screen.as_of'), width: 96, text: (one) => one.last_run?.as_of ?? '–' },
    {
      key: 'share',
      title: t('yields.share'),
      width: 76,
      align: 'right',
      text: (one) => share(one.yield?.total.per_mille),
    },
    {
      key: 'standing',
      title: t('yields.standing'),
      width: 88,
      text: (one) => label('YieldStanding', one.yield?.total.standing),
    },
  ]
  return (
    <ShortList<RuleCard>
      list="rules"
      title={t('nav.rules')}
      columns={columns}
      fixed="title"
      rows={rows}
      id={(one) => one.rule}
      name={(one) => `${one.rule} ${one.title}`}
      open={(one) => void navigate(`/rules/${one.rule}`)}
      busy={rules.isPending}
      problem={rules.error}
      retry={() => void rules.refetch()}
      narrows={[
        {
          name: 'priority',
          label: field('priority'),
          options: priorities.map((one) => ({ value: one, label: priority(one) })),
          of: (one) => one.priority,
        },
        {
          name: 'state',
          label: field('state'),
          options: states.map((one) => ({ value: one, label: one })),
          of: (one) => ruleStateOf(one, words),
        },
      ]}
      actions={
        writes && (
          <LinkButton to="/rules/new" type="primary">
            {t('rule.write')}
          </LinkButton>
        )
      }
      empty={{ title: t('rule.none'), what: t('rule.none.what') }}
    >
      {versions.data && (
        <div className="row card card-body">
          {underWay.length > 0 && <b>{t('rule.under_way')}</b>}
          {underWay.map((one) => (
            <Link key={`${one.rule}/${one.number}`} to={`/rules/${one.rule}/versions/${one.number}`}>
              {one.rule} {t('rule.nth', { n: one.number })} <StateTag list="RuleVersionState" state={one.state} />
            </Link>
          ))}
          <Link to="/rules/versions">{t('rule.every_version', { count: count(versions.data.length) })}</Link>
        </div>
      )}
    </ShortList>
  )
}
