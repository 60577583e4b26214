import { useVirtualizer } from '@tanstack/react-virtual'
import { Checkbox, Spin } from 'antd'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useHotkeys } from '../parts/hotkeys'
import { useWords } from '../i18n/text'
import { placeOf, rememberPlace } from './place'
import './table.css'

export interface Column<T> {
  key: string
  title: string
  /** Pixels; a column without takes what is left. */
  width?: number
  align?: 'right'
  render: (row: T) => ReactNode
  /** A click on the header orders by it. */
  order?: string
}

interface Props<T> {
  /** Under which name its place is kept. */
  place: string
  rows: T[]
  columns: Column<T>[]
  id: (row: T) => string | number
  name: (row: T) => string
  open?: (row: T) => void
  act?: (row: T) => void
  more?: () => void
  busy?: boolean
  empty: ReactNode
  order?: string
  setOrder?: (order: string) => void
  selected?: ReadonlySet<string | number>
  select?: (ids: Set<string | number>) => void
}

const ROW = 32

/** A long table: only the rows in sight are drawn, j and k move, Enter opens. */
export function DataTable<T>(props: Props<T>) {
  const { rows, columns, id, open, act, more, busy, selected, select } = props
  const { t } = useWords()
  const scroller = useRef<HTMLDivElement>(null)
  const kept = useRef(placeOf(props.place))
  const [cursor, setCursor] = useState(kept.current?.cursor ?? -1)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 12,
    initialOffset: kept.current?.offset ?? 0,
    paddingStart: ROW,
    scrollPaddingStart: ROW,
  })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (more && !busy && last >= rows.length - 30 && rows.length > 0) more()
  }, [last, rows.length, more, busy])
  const place = props.place
  useEffect(() => rememberPlace(place, { cursor, offset: scroller.current?.scrollTop ?? 0 }), [place, cursor])

  function move(by: number) {
    const next = Math.max(0, Math.min(rows.length - 1, cursor + by))
    if (rows.length === 0) return
    setCursor(next)
    virtual.scrollToIndex(next)
  }
  const here = (done?: (row: T) => void) => () => {
    const row = rows[cursor]
    if (row !== undefined) done?.(row)
  }
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: here(open),
    e: here(act ?? open),
    x: here((row) => toggle(row)),
  })

  function toggle(row: T) {
    if (!select || !selected) return
    const next = new Set(selected)
    if (!next.delete(id(row))) next.add(id(row))
    select(next)
  }
  const template = `${select ? '34px ' : ''}${columns.map((column) => (column.width ? `${column.width}px` : 'minmax(180px, 1fr)')).join(' ')}`
  const least = columns.reduce((sum, column) => sum + (column.width ?? 180), select ? 34 : 0)
  const all = rows.length > 0 && selected?.size === rows.length

  return (
    <div
      className="table card"
      ref={scroller}
      role="grid"
      aria-rowcount={rows.length}
      onScroll={(event) => rememberPlace(place, { cursor, offset: event.currentTarget.scrollTop })}
    >
      <div className="table-space" style={{ height: Math.max(virtual.getTotalSize(), ROW), minWidth: least }}>
        <div className="table-head" role="row" style={{ gridTemplateColumns: template }}>
          {select && (
            <span role="columnheader" className="table-cell">
              <Checkbox
                aria-label={t('list.select_all')}
                checked={all}
                indeterminate={!all && !!selected?.size}
                onChange={() => select(all ? new Set() : new Set(rows.map(id)))}
              />
            </span>
          )}
          {columns.map((column) => (
            <span
              key={column.key}
              role="columnheader"
              className={`table-cell ${column.align === 'right' ? 'num' : ''}`}
            >
              {column.order && props.setOrder ? (
                <button
                  type="button"
                  className="table-order"
                  aria-pressed={props.order === column.order}
                  onClick={() => props.setOrder?.(column.order ?? '')}
                >
                  {column.title}
                  {props.order === column.order ? ' ↓' : ''}
                </button>
              ) : (
                column.title
              )}
            </span>
          ))}
        </div>
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          const key = id(row)
          return (
            <div
              key={key}
              role="row"
              aria-rowindex={item.index + 1}
              aria-label={props.name(row)}
              className={`table-row ${item.index === cursor ? 'table-cursor' : ''} ${selected?.has(key) ? 'table-selected' : ''} ${open ? 'table-opens' : ''}`}
              style={{ gridTemplateColumns: template, transform: `translateY(${item.start}px)` }}
              onClick={(event) => {
                if ((event.target as HTMLElement).closest('a, button, label, input')) return
                setCursor(item.index)
                if (!window.getSelection()?.toString()) open?.(row)
              }}
            >
              {select && (
                <span role="gridcell" className="table-cell">
                  <Checkbox
                    aria-label={t('list.select', { name: props.name(row) })}
                    checked={selected?.has(key)}
                    onChange={() => toggle(row)}
                  />
                </span>
              )}
              {columns.map((column) => (
                <span
                  key={column.key}
                  role="gridcell"
                  className={`table-cell ${column.align === 'right' ? 'num' : ''}`}
                >
                  {column.render(row)}
                </span>
              ))}
            </div>
          )
        })}
      </div>
      {rows.length === 0 && !busy && props.empty}
      {busy && (
        <div className="table-busy">
          <Spin size="small" />
        </div>
      )}
    </div>
  )
}
