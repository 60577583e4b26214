import { AutoComplete, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api, type Schemas } from '../api/client'
import { get } from '../api/http'
import { useChecklists, useOffices } from '../api/lookups'
import { priorities } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { useLater } from '../parts/useLater'

interface Pick {
  id?: string
  value?: unknown
  onChange?: (value: unknown) => void
  many?: boolean
}

const search = { optionFilterProp: 'label' as const }

export function OfficePicker({ kinds, many, ...rest }: Pick & { kinds?: readonly string[] }) {
  const { offices } = useOffices()
  const { label } = useWords()
  const offered = offices.filter((office) => office.active !== false && (!kinds || kinds.includes(office.kind)))
  // Departments are what is picked most.
  const order = [...new Set(offered.map((office) => office.kind))].sort(
    (one, other) => Number(other === 'department') - Number(one === 'department'),
  )
  const groups = order.map((kind) => ({
    label: label('OfficeKind', kind),
    options: offered
      .filter((office) => office.kind === kind)
      .map((office) => ({ value: office.code, label: office.name })),
  }))
  return (
    <Select {...rest} mode={many ? 'multiple' : undefined} allowClear showSearch={search} options={groups as never} />
  )
}

/** A place is known by its code; one that has no office here can be typed. */
export function PlacePicker({ kind, ...rest }: Pick & { kind: string }) {
  const { offices } = useOffices()
  const options = offices
    .filter((office) => office.kind === kind)
    .map((office) => ({ value: office.code, label: `${office.name}（${office.code}）` }))
  return (
    <AutoComplete
      {...(rest as object)}
      allowClear
      options={options}
      showSearch={{ filterOption: (text, option) => String(option?.label).includes(text) }}
    />
  )
}

/** People are picked by name, among those to whom the API says that a matter may be given. */
export function AccountPicker({ many, value, ...rest }: Pick) {
  const { label } = useWords()
  const [typed, setTyped] = useState('')
  const q = useLater(typed.trim())
  const chosen = (Array.isArray(value) ? value : [value]).filter(
    (one): one is string => typeof one === 'string' && !!one,
  )
  const found = useQuery({
    queryKey: ['assignees', q],
    staleTime: 60_000,
    placeholderData: (before) => before,
    queryFn: () => answer(api.GET('/api/v1/assignees', { params: { query: { q } } })),
  })
  const named = useQuery({
    queryKey: ['assignees', 'named', ...chosen],
    staleTime: 5 * 60_000,
    enabled: chosen.length > 0,
    queryFn: () => answer(api.GET('/api/v1/assignees', { params: { query: { login: chosen.join(',') } } })),
  })
  const people = new Map([...(named.data ?? []), ...(found.data ?? [])].map((one) => [one.login, one]))
  const options = [...people.values()].map((one) => ({
    value: one.login,
    label: one.name,
    about: [one.login, label('Role', one.role), one.office_name].filter(Boolean).join(' · '),
  }))
  return (
    <Select
      {...rest}
      value={value || undefined}
      mode={many ? 'multiple' : undefined}
      allowClear
      showSearch={{ onSearch: setTyped, filterOption: false }}
      loading={found.isFetching}
      options={options}
      optionRender={(option) => (
        <>
          {option.label} <span className="soft">{option.data.about}</span>
        </>
      )}
    />
  )
}

export function PriorityPicker({ many, ...rest }: Pick) {
  const { pair } = useWords()
  return (
    <Select
      {...rest}
      mode={many ? 'multiple' : undefined}
      allowClear
      options={priorities.map(([value, name]) => ({ value, label: pair(name) }))}
    />
  )
}

export function CampaignPicker(props: Pick) {
  const campaigns = useQuery({
    queryKey: ['campaigns', 'pick'],
    staleTime: 60_000,
    queryFn: () => get<Schemas['Lines']>('/campaigns', { open: true, limit: 100 }),
  })
  return (
    <Select
      {...props}
      allowClear
      showSearch={search}
      options={(campaigns.data?.items ?? []).map((line) => ({ value: line.id, label: `${line.number} ${line.title}` }))}
    />
  )
}

export function ChecklistPicker(props: Pick) {
  return (
    <Select
      {...props}
      showSearch={search}
      options={useChecklists().map((one) => ({ value: one.code, label: one.title }))}
    />
  )
}
