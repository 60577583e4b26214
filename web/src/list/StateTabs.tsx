import { Link, useLocation } from 'react-router'
import { count } from '../format/money'
import { allowed, filtersOf } from '../api/operations'
import { codesOf, useWords } from '../i18n/text'
import { useMe } from '../session/me'
import { sum, useCounts } from './useList'

/** Counts by state, each the list that it counts. */
export function StateTabs({
  plural,
  schema,
  filter,
}: {
  plural: string
  schema: string
  filter: Record<string, string>
}) {
  const { t, label } = useWords()
  const { search } = useLocation()
  const { state, open, order, ...rest } = filter
  void order
  const me = useMe()
  const counted = allowed(me.role, `GET /${plural}/counts`)
  const opens = filtersOf(`GET /${plural}`).includes('open')
  const all = useCounts(plural, rest, counted).data
  const active = useCounts(plural, { ...rest, open: 'true' }, counted && opens).data
  const states: { state: string; count?: number }[] = counted
    ? (all ?? []).filter((one) => one.count > 0 || one.state === state)
    : codesOf(`${schema}State`).map((code) => ({ state: code }))
  const to = (changes: Record<string, string>) => {
    const next = new URLSearchParams(search)
    next.delete('state')
    next.delete('open')
    for (const [name, value] of Object.entries(changes)) next.set(name, value)
    return `?${next.toString()}`
  }
  return (
    <nav className="tabs" aria-label={t('list.states')}>
      <Tab to={to({})} here={!state && !open} text={t('list.all')} value={sum(all)} />
      {opens && (
        <Tab to={to({ open: 'true' })} here={open === 'true' && !state} text={t('list.open')} value={sum(active)} />
      )}
      {states.map((one) => (
        <Tab
          key={one.state}
          to={to({ state: one.state })}
          here={state === one.state}
          text={label(`${schema}State`, one.state)}
          value={one.count}
        />
      ))}
    </nav>
  )
}

function Tab({ to, here, text, value }: { to: string; here: boolean; text: string; value?: number }) {
  return (
    <Link to={to} replace className="tab" aria-current={here}>
      {text}
      <span className="tab-count">{count(value)}</span>
    </Link>
  )
}
