import { SearchOutlined } from '@ant-design/icons'
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query'
import { Input, type InputRef } from 'antd'
import { useImperativeHandle, useRef, useState, type KeyboardEvent, type Ref } from 'react'
import { Link, useNavigate } from 'react-router'
import { answer, api, type Schemas } from '../api/client'
import { ProblemNote } from '../parts/ProblemNote'
import { useLater } from '../parts/useLater'
import { useWords } from '../i18n/text'
import { pathOf, schemaOf } from '../record/kinds'

export interface SearchHandle {
  focus: () => void
}

type Found = Schemas['Found']
const searched = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: () => answer(api.GET('/api/v1/search', { params: { query: { q } } })),
  })

/** Finds numbers, titles, tickets and people among all that its person sees. */
export function Search({ ref }: { ref: Ref<SearchHandle> }) {
  const { t, label } = useWords()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const input = useRef<InputRef>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [cursor, setCursor] = useState(0)
  useImperativeHandle(ref, () => ({ focus: () => input.current?.focus({ cursor: 'all' }) }), [])
  const q = useLater(text.trim())
  const found = useQuery({ ...searched(q), enabled: open && q.length > 1 })
  // What was found for an earlier text is no answer to this one.
  const fresh = q === text.trim() && !found.isPending
  const hits = (fresh && found.data) || []

  function close() {
    setOpen(false)
    input.current?.blur()
  }
  function go(hit: Found | undefined) {
    if (!hit) return
    void navigate(pathOf(hit))
    close()
  }
  // Enter before there is an answer goes to the first that is found.
  const early = async () => go((await queries.fetchQuery(searched(text.trim())))[0])
  function press(event: KeyboardEvent) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setCursor((at) => Math.max(0, Math.min(hits.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1))))
    } else if (event.key === 'Enter') {
      if (fresh) go(hits[cursor])
      else if (text.trim().length > 1) void early()
    } else if (event.key === 'Escape') close()
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
          {found.isError && <ProblemNote problem={found.error} retry={() => void found.refetch()} />}
          {hits.length === 0 && !found.isError && (
            <div className="search-kind">{!fresh ? t('search.busy') : t('search.nothing', { text: q })}</div>
          )}
          {hits.map((hit, index) => (
            <div key={pathOf(hit)}>
              {hits[index - 1]?.kind !== hit.kind && <div className="search-kind">{label('Kind', hit.kind)}</div>}
              <Link
                className="search-hit"
                role="option"
                aria-selected={index === cursor}
                to={pathOf(hit)}
                onClick={close}
              >
                <span className="soft">{hit.number ?? hit.subject_name}</span>
                <b>{hit.title}</b>
                <span className="soft">{label(`${schemaOf(hit.kind)}State`, hit.state)}</span>
              </Link>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}
