import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { answer, api } from '../api/client'
import { count } from '../format/money'
import { minute } from '../format/time'
import { usePriority } from '../i18n/priorities'
import { codesOf, useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { StateTag } from '../parts/Standing'
import type { RuleVersion } from './calls'

/** Every version of every rule: who wrote it, who checked it, since when it is in use. */
export function Versions() {
  const { t, field, label } = useWords()
  const priority = usePriority()
  const navigate = useNavigate()
  const found = useQuery({ queryKey: ['rules', 'versions'], queryFn: () => answer(api.GET('/api/v1/rules/versions')) })
  const to = (one: RuleVersion) => `/rules/${one.rule}/versions/${one.number}`
  const checked = (one: RuleVersion) => one.history.find((note) => note.step === 'approve')
  const columns: Column<RuleVersion>[] = [
    { key: 'rule', title: field('rule'), width: 70, text: (one) => one.rule },
    {
      key: 'title',
      title: t('rule.title'),
      text: (one) => one.title,
      render: (one) => (
        <Link to={to(one)} title={one.title}>
          {one.title || t('rule.untitled')}
        </Link>
      ),
    },
    { key: 'number', title: t('rule.version'), width: 64, align: 'right', text: (one) => count(one.number) },
    {
      key: 'state',
      title: field('state'),
      width: 104,
      text: (one) => label('RuleVersionState', one.state),
      render: (one) => <StateTag list="RuleVersionState" state={one.state} over={one.state === 'retired'} />,
    },
    { key: 'priority', title: field('priority'), width: 150, text: (one) => priority(one.priority) },
    { key: 'origin', title: t('rule.origin'), width: 86, text: (one) => label('RuleOrigin', one.origin) },
    { key: 'drafters', title: t('rule.drafter'), width: 130, text: (one) => one.drafters.join('、') },
    { key: 'checked', title: t('rule.checker'), width: 110, text: (one) => checked(one)?.by },
    {
      key: 'active',
      title: t('rule.in_use_since'),
      width: 136,
      text: (one) => (one.activated_at ? minute(one.activated_at) : ''),
    },
  ]
  return (
    <ShortList<RuleVersion>
      list="rule-versions"
      title={t('rule.all_of_them')}
      columns={columns}
      fixed="title"
      rows={found.data ?? []}
      id={(one) => `${one.rule}/${one.number}`}
      name={(one) => `${one.rule} ${t('rule.nth', { n: one.number })}`}
      open={(one) => void navigate(to(one))}
      busy={found.isPending}
      problem={found.error}
      retry={() => void found.refetch()}
      narrows={[
        {
          name: 'state',
          label: field('state'),
          options: codesOf('RuleVersionState').map((code) => ({ value: code, label: label('RuleVersionState', code) })),
          of: (one) => one.state,
        },
        {
          name: 'origin',
          label: t('rule.origin'),
          options: codesOf('RuleOrigin').map((code) => ({ value: code, label: label('RuleOrigin', code) })),
          of: (one) => one.origin,
        },
      ]}
      empty={{ title: t('rule.none'), what: t('rule.none.what') }}
    />
  )
}
