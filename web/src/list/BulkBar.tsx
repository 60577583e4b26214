import { App, Button, Dropdown } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { isProblem } from '../api/http'
import type { Field } from '../api/shapes'
import { ShapedForm } from '../form/ShapedForm'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'

/** What can be done with many: each is asked for by itself, and each answer is told. */
export interface Deed<T> {
  key: string
  text: string
  fields: readonly Field[]
  within?: string
  /** What is said above the form. */
  said?: ReactNode
  /** Asked once before, where it cannot be undone. */
  confirm?: string
  /** Those it has no sense for are left out. */
  possible?: (row: T) => boolean
  take: (row: T, typed: Record<string, unknown>) => Promise<unknown>
}

interface Props<T> {
  /** Under which name what is typed is kept; the first part of the keys that are renewed. */
  list: string
  rows: readonly T[]
  id: (row: T) => string | number
  name: (row: T) => string
  deeds: readonly Deed<T>[]
  clear: () => void
}

/** One deed for many rows of a list. */
export function BulkBar<T>({ list, rows, id, name, deeds, clear }: Props<T>) {
  const { t } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [key, setKey] = useState<string>()
  const [refused, setRefused] = useState<ReadonlyMap<string | number, string>>(new Map())
  const [done, setDone] = useState<ReadonlySet<string | number>>(new Set())
  const deed = deeds.find((one) => one.key === key)
  const fitting = deed?.possible ? rows.filter(deed.possible) : rows
  const offered = deeds.map((one) => ({ ...one, count: one.possible ? rows.filter(one.possible).length : rows.length }))

  async function take(typed: Record<string, unknown>) {
    if (!deed) return
    const said = new Map<string | number, string>()
    let last: unknown
    const taken = new Set(done)
    for (const row of fitting) {
      if (taken.has(id(row))) continue
      try {
        await deed.take(row, typed)
        taken.add(id(row))
      } catch (error) {
        last = error
        said.set(id(row), isProblem(error) ? error.body.detail : t('problem.unknown'))
      }
      setDone(new Set(taken))
      setRefused(new Map(said))
    }
    await queries.invalidateQueries({ queryKey: [list] })
    if (said.size === 0) {
      void message.success(t('bulk.done', { count: taken.size }))
      close()
      clear()
    } else throw last
  }
  function close() {
    setKey(undefined)
    setDone(new Set())
    setRefused(new Map())
  }
  const left = fitting.filter((row) => !done.has(id(row)))
  return (
    <>
      <Dropdown
        trigger={['click']}
        disabled={offered.every((one) => one.count === 0)}
        menu={{
          items: offered.map((one) => ({
            key: one.key,
            disabled: one.count === 0,
            label: one.count === rows.length ? one.text : `${one.text}（${one.count}）`,
          })),
          onClick: (chosen) => setKey(chosen.key),
        }}
      >
        <Button type="primary">{t('bulk.act')}</Button>
      </Dropdown>
      <SidePanel
        open={!!deed}
        onClose={close}
        size={520}
        destroyOnHidden
        title={deed && `${deed.text} · ${t('bulk.selected', { count: left.length })}`}
      >
        {refused.size > 0 && (
          <div role="alert">
            {done.size > 0 && <p>{t('bulk.done', { count: done.size })}</p>}
            <ul className="bad">
              {left
                .filter((row) => refused.has(id(row)))
                .map((row) => (
                  <li key={id(row)}>
                    {name(row)}
                    {t('colon')}
                    {refused.get(id(row))}
                  </li>
                ))}
            </ul>
          </div>
        )}
        {deed && (
          <ShapedForm
            draft={`${list}/bulk/${deed.key}`}
            fields={deed.fields}
            within={deed.within}
            action={deed.text}
            confirm={deed.confirm}
            submit={take}
            close={close}
            later={deed.fields.length > 0}
          >
            {deed.said}
          </ShapedForm>
        )}
      </SidePanel>
    </>
  )
}
