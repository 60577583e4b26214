import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { Link, useNavigate } from 'react-router'
import { answer, api, type Schemas } from '../api/client'
import { allowed } from '../api/operations'
import { count } from '../format/money'
import { priorities, usePriority } from '../i18n/priorities'
import { codesOf, useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { ProblemNote } from '../parts/ProblemNote'
import { useTried } from '../parts/useTried'
import { share } from '../screening/calls'
import { useMe } from '../session/me'

type Yield = Schemas['RuleYield']

/** Of each rule, how many of its concluded leads were found to be so. */
export function Yields() {
  const words = useWords()
  const { t, label, field } = words
  const navigate = useNavigate()
  const priority = usePriority()
  const me = useMe()
  const yields = useQuery({ queryKey: ['rule-yields'], queryFn: () => answer(api.GET('/api/v1/rule-yields')) })
  const door = (rule: string, state: string, value: number) =>
    value ? <Link to={`/leads?rule=${rule}&state=${state}`}>{count(value)}</Link> : '0'
  const columns: Column<Yield>[] = [
    {
      key: 'rule',
      title: field('rule'),
      width: 70,
      text: (one) => one.rule,
      render: (one) => <span className="soft">{one.rule}</span>,
    },
    {
      key: 'title',
      title: t('lead.title'),
      text: (one) => one.title,
      render: (one) => <Link to={`/leads?rule=${one.rule}`}>{one.title}</Link>,
    },
    {
      key: 'kind',
      title: field('kind'),
      width: 96,
      text: (one) => t(one.kind === 'owed' ? 'lead.owed' : 'lead.fault'),
    },
    { key: 'priority', title: field('priority'), width: 130, text: (one) => priority(one.priority) },
    {
      key: 'unverified',
      title: t('yields.unverified'),
      width: 90,
      align: 'right',
      text: (one) => count(one.unverified),
      render: (one) => door(one.rule, 'new,assigned,verifying', one.unverified),
    },
    {
      key: 'concluded',
      title: t('yields.concluded'),
      width: 90,
      align: 'right',
      text: (one) => count(one.total.concluded),
    },
    {
      key: 'confirmed',
      title: t('yields.confirmed'),
      width: 90,
      align: 'right',
      text: (one) => count(one.total.confirmed),
    },
    { key: 'share', title: t('yields.share'), width: 90, align: 'right', text: (one) => share(one.total.per_mille) },
    {
      key: 'standing',
      title: t('yields.standing'),
      width: 110,
      text: (one) => label('YieldStanding', one.total.standing),
    },
    {
      key: 'exempted',
      title: t('yields.exempted'),
      width: 80,
      align: 'right',
      text: (one) => count(one.exempted),
      render: (one) => door(one.rule, 'exempted', one.exempted),
    },
  ]
  return (
    <ShortList<Yield>
      list="rule-yields"
      title={t('nav.yields')}
      columns={columns}
      fixed="title"
      rows={yields.data ?? []}
      id={(one) => one.rule}
      name={(one) => `${one.rule} ${one.title}`}
      open={(one) => void navigate(`/leads?rule=${one.rule}`)}
      busy={yields.isPending}
      problem={yields.error}
      retry={() => void yields.refetch()}
      narrows={[
        {
          name: 'priority',
          label: field('priority'),
          options: priorities.map(([value, pair]) => ({ value, label: words.pair(pair) })),
          of: (one) => one.priority,
        },
        {
          name: 'standing',
          label: t('yields.standing'),
          options: codesOf('YieldStanding').map((code) => ({ value: code, label: label('YieldStanding', code) })),
          of: (one) => one.total.standing,
        },
      ]}
      actions={allowed(me.role, 'POST /rules/yield-review') && <Review />}
      empty={{ title: t('yields.empty'), what: t('yields.empty.what') }}
    />
  )
}

/** Pauses the rules whose yield is under its floor, now and not only with the next screening. */
function Review() {
  const { t } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { busy, problem, tried } = useTried()
  const review = () =>
    tried(async () => {
      const paused = await answer(api.POST('/api/v1/rules/yield-review'))
      await queries.invalidateQueries({ queryKey: ['rules'] })
      void message.info(
        paused.length > 0
          ? t('yields.reviewed', { count: count(paused.length), rules: paused.map((one) => one.rule).join('、') })
          : t('yields.reviewed.none'),
      )
    })
  return (
    <>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Button loading={busy} onClick={() => void review()}>
        {t('yields.review')}
      </Button>
    </>
  )
}
