import { SearchOutlined } from '@ant-design/icons'
import { useQueries } from '@tanstack/react-query'
import { Input, type InputRef } from 'antd'
import { useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import { Link, useNavigate } from 'react-router'
import type { Schemas } from '../api/client'
import { get } from '../api/http'
import { filtersOf } from '../api/operations'
import { useLater } from '../parts/useLater'
import { useWords } from '../i18n/text'
import { kindOfPlural } from '../record/kinds'
import { useMe } from '../session/me'
import { navFor } from './nav'

export interface SearchHandle {
  focus: () => void
}
type Lines = Schemas['Lines']

/** Finds a number or words of a title in every list that its person sees. */
export function Search({ ref }: { ref: Ref<SearchHandle> }) {
  const me = useMe()
  const { t, label } = useWords()
  const navigate = useNavigate()
  const input = useRef<InputRef>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [cursor, setCursor] = useState(0)
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus({ cursor: 'all' }) }), [])
  const q = useLater(text.trim())
  const plurals = navFor(me.role)
    .flatMap((group) => group.items)
    .filter((item) => item.kind && item.kind !== 'lead')
    .map((item) => item.path.slice(1))
    .filter((plural) => filtersOf(`GET /${plural}`).includes('q'))
  const answers = useQueries({
    queries: plurals.map((plural) => ({
      queryKey: ['search', plural, q],
      enabled: open && q.length > 1,
      queryFn: () => get<Lines>(`/${plural}`, { q, limit: 5 }),
    })),
  })
  const hits = answers.flatMap((found, index) =>
    (found.data?.items ?? []).map((line) => ({ plural: plurals[index] ?? '', line })),
  )
  const busy = answers.some((found) => found.isFetching)

  function close() {
    setOpen(false)
    input.current?.blur()
  }
  function go(index: number) {
    const hit = hits[index]
    if (!hit) return
    void navigate(`/${hit.plural}/${hit.line.id}`)
    close()
  }
  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setCursor((at) => Math.max(0, Math.min(hits.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1))))
    } else if (event.key === 'Enter') go(cursor)
    else if (event.key === 'Escape') close()
  }
  return (
    <div className="search" role="search">
      <Input
        ref={input}
        value={text}
        allowClear
        prefix={<SearchOutlined className="soft" />}
        suffix={<kbd>/</kbd>}
        placeholder={t('search.what')}
        aria-label={t('search.what')}
        onChange={(event) => {
          setText(event.target.value)
          setCursor(0)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setTimeout(() => setOpen(false), 150)}
        onKeyDown={press}
      />
      {open && q.length > 1 && (
        <div className="search-found card" role="listbox" aria-label={t('search.found')}>
          {hits.length === 0 && (
            <div className="search-kind">{busy ? t('search.busy') : t('search.nothing', { text: q })}</div>
          )}
          {hits.map(({ plural, line }, index) => (
            <div key={`${plural}/${line.id}`}>
              {hits[index - 1]?.plural !== plural && (
                <div className="search-kind">{label('Kind', kindOfPlural(plural).kind)}</div>
              )}
              <Link
                className="search-hit"
                role="option"
                aria-selected={index === cursor}
                to={`/${plural}/${line.id}`}
                onClick={close}
              >
                <span className="soft">{line.number}</span>
                <b>{line.title}</b>
                <span className="soft">{label(`${kindOfPlural(plural).schema}State`, line.state)}</span>
              </Link>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
