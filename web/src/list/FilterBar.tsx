import { PlusOutlined } from '@ant-design/icons'
import { Button, Input, Popover, Select } from 'antd'
import { useState } from 'react'
import { useOffices } from '../api/lookups'
import type { MessageKey } from '../i18n/messages'
import { codesOf, useWords, type Words } from '../i18n/text'
import { useMe } from '../session/me'
import { Chip } from './Chip'
import { NONE, optionsFor } from './filters'
import { TypedFilter } from './TypedFilter'

interface Props {
  filter: Record<string, string>
  known: readonly string[]
  set: (changes: Record<string, string | undefined>) => void
  /** The record's schema, for the words of its states. */
  schema: string
}

const SHOWN = ['rule', 'kind', 'priority', 'department', 'owner', 'town', 'village', 'campaign', 'climbed', 'owes']
const OWN = new Set(['q', 'order', 'open', 'state'])

/** What a list is narrowed by, each a chip that can be taken away. */
export function FilterBar({ filter, known, set, schema }: Props) {
  const words = useWords()
  const { t } = words
  const me = useMe()
  const { offices, name } = useOffices()
  const chips = Object.entries(filter).filter(
    ([key]) => !OWN.has(key) || (key === 'state' && filter.state?.includes(',')),
  )
  const mine = known.includes('owner')
  return (
    <div className="chips">
      {known.includes('q') && (
        <TypedFilter value={filter.q ?? ''} set={(q) => set({ q: q.trim() || undefined })} label={t('list.typed')} />
      )}
      {known.includes('overdue') && filter.overdue !== 'true' && (
        <Button onClick={() => set({ overdue: 'true' })}>{t('list.overdue')}</Button>
      )}
      {mine && filter.owner !== me.login && <Button onClick={() => set({ owner: me.login })}>{t('list.mine')}</Button>}
      <AddFilter known={known} filter={filter} set={set} offices={offices} words={words} />
      {chips.map(([key, value]) => (
        <Chip
          key={key}
          text={told(key, value, words, name, schema, me.login)}
          remove={() => set({ [key]: undefined })}
        />
      ))}
      {chips.length > 1 && (
        <Button type="link" onClick={() => set(Object.fromEntries(chips.map(([key]) => [key, undefined])))}>
          {t('list.clear')}
        </Button>
      )}
    </div>
  )
}

function told(
  key: string,
  value: string,
  words: Words,
  office: (code: string) => string,
  schema: string,
  login: string,
): string {
  const { t, label } = words
  if (key === 'overdue') return value === 'true' ? t('list.overdue') : t('list.in_time')
  if (key === 'owner' && value === login) return t('list.mine')
  const listed = (list: string, codes: string[]) => codes.map((code) => label(list, code)).join('、')
  if (key === 'state') {
    const chosen = value.split(',')
    const others = codesOf(`${schema}State`).filter((state) => !chosen.includes(state))
    // Nearly all of them: what is left out says more.
    if (others.length && others.length < chosen.length / 2)
      return t('list.except', { states: listed(`${schema}State`, others) })
    return listed(`${schema}State`, chosen)
  }
  if (key === 'returned') return t('filter.returned')
  const named = `${t(`filter.${key}` as MessageKey)}${t('colon')}`
  if (value === NONE) return `${named}${t('list.none')}`
  if (key === 'due_within') return `${named}${t('list.days', { count: value })}`
  if (key === 'outcome')
    return `${named}${value
      .split(',')
      .map((code) => label(codesOf('Nature').includes(code) ? 'Nature' : 'ClearReason', code))
      .join('、')}`
  if (key === 'priority')
    return `${named}${value
      .split(',')
      .map((code) => optionsFor(key, words)?.find((option) => option.value === code)?.label ?? code)
      .join('、')}`
  const shown = optionsFor(key, words)?.find((option) => option.value === value)?.label ?? office(value)
  return `${named}${shown.replace('..', ' – ')}`
}

function AddFilter(props: {
  known: readonly string[]
  filter: Record<string, string>
  set: Props['set']
  offices: { code: string; name: string; kind: string }[]
  words: Words
}) {
  const { words } = props
  const { t } = words
  const [open, setOpen] = useState(false)
  const offered = SHOWN.filter((name) => props.known.includes(name) && !(name in props.filter))
  const [name, setName] = useState<string>()
  const [text, setText] = useState('')
  if (offered.length === 0) return null
  const chosen = name && offered.includes(name) ? name : undefined
  const closed = chosen ? optionsFor(chosen, words) : undefined
  const kinds: Record<string, string[]> = {
    department: ['department', 'town', 'school', 'institution'],
    town: ['town'],
    village: ['village'],
  }
  const places =
    chosen && kinds[chosen] ? props.offices.filter((office) => kinds[chosen]?.includes(office.kind)) : undefined
  const options = closed ?? places?.map((office) => ({ value: office.code, label: office.name }))
  function done(value: string) {
    if (chosen && value) props.set({ [chosen]: value })
    setOpen(false)
    setName(undefined)
    setText('')
  }
  const content = (
    <div style={{ width: 240, display: 'flex', flexDirection: 'column', gap: 8 }}>
      <Select
        value={chosen}
        placeholder={t('list.filter_by')}
        aria-label={t('list.filter_by')}
        options={offered.map((one) => ({ value: one, label: t(`filter.${one}` as MessageKey) }))}
        onChange={setName}
      />
      {chosen &&
        (options ? (
          <Select
            autoFocus
            defaultOpen
            showSearch={{ optionFilterProp: 'label' }}
            options={options}
            aria-label={t(`filter.${chosen}` as MessageKey)}
            onChange={done}
          />
        ) : (
          <Input.Search
            autoFocus
            enterButton={t('list.apply')}
            value={text}
            aria-label={t(`filter.${chosen}` as MessageKey)}
            onChange={(event) => setText(event.target.value)}
            onSearch={(value) => done(value.trim())}
          />
        ))}
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomLeft" open={open} onOpenChange={setOpen} content={content}>
      <Button icon={<PlusOutlined />}>{t('list.filter')}</Button>
    </Popover>
  )
}
