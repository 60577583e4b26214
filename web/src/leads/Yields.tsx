import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { answer, api, type Schemas } from '../api/client'
import { count } from '../format/money'
import { usePriority } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'

type Yield = Schemas['RuleYield']

/** Of each rule, how many of its concluded leads were found to be so. */
export function Yields() {
  const { t, label, field } = useWords()
  const priority = usePriority()
  const yields = useQuery({ queryKey: ['rule-yields'], queryFn: () => answer(api.GET('/api/v1/rule-yields')) })
  const door = (rule: string, state: string, value: number) =>
    value ? <Link to={`/leads?rule=${rule}&state=${state}`}>{count(value)}</Link> : '0'
  const columns: Column<Yield>[] = [
    { key: 'rule', title: field('rule'), width: 70, render: (one) => <span className="soft">{one.rule}</span> },
    { key: 'title', title: t('lead.title'), render: (one) => <Link to={`/leads?rule=${one.rule}`}>{one.title}</Link> },
    {
      key: 'kind',
      title: field('kind'),
      width: 96,
      render: (one) => t(one.kind === 'owed' ? 'lead.owed' : 'lead.fault'),
    },
    { key: 'priority', title: field('priority'), width: 130, render: (one) => priority(one.priority) },
    {
      key: 'unverified',
      title: t('yields.unverified'),
      width: 90,
      align: 'right',
      render: (one) => door(one.rule, 'new,assigned,verifying', one.unverified),
    },
    {
      key: 'concluded',
      title: t('yields.concluded'),
      width: 90,
      align: 'right',
      render: (one) => count(one.total.concluded),
    },
    {
      key: 'confirmed',
      title: t('yields.confirmed'),
      width: 90,
      align: 'right',
      render: (one) => count(one.total.confirmed),
    },
    {
      key: 'share',
      title: t('yields.share'),
      width: 90,
      align: 'right',
      render: (one) =>
        one.total.per_mille === null || one.total.per_mille === undefined
          ? '–'
          : `${(one.total.per_mille / 10).toFixed(1)}%`,
    },
    {
      key: 'standing',
      title: t('yields.standing'),
      width: 110,
      render: (one) => label('YieldStanding', one.total.standing),
    },
    {
      key: 'exempted',
      title: t('yields.exempted'),
      width: 80,
      align: 'right',
      render: (one) => door(one.rule, 'exempted', one.exempted),
    },
  ]
  return (
    <div className="page page-full">
      <h1>{t('nav.yields')}</h1>
      {yields.isError && <ProblemNote problem={yields.error} retry={() => void yields.refetch()} />}
      <DataTable<Yield>
        place="rule-yields"
        rows={yields.data ?? []}
        columns={columns}
        id={(one) => one.rule}
        name={(one) => one.title}
        busy={yields.isPending}
        empty={
          <div className="empty">
            <b>{t('yields.empty')}</b>
            {t('yields.empty.what')}
          </div>
        }
      />
    </div>
  )
}
