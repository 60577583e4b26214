import { Spin } from 'antd'
import {
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react'
import { useHotkeys } from '../parts/hotkeys'
import { useWords } from '../i18n/text'
import type { Column } from './column'
import { placeOf, rememberPlace } from './place'
import { Row } from './Row'
import { bringIntoSight, ROW, useWindow } from './useWindow'
import './table.css'

export interface TableProps<T> {
  /** Under which name its place is kept. */
  place: string
  label: string
  rows: readonly T[]
  columns: readonly Column<T>[]
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

// So many rows before the last one, the next page is asked for.
const AHEAD = 150
const WIDTH = 180

/** A long table: only the rows in sight are drawn; j, k, arrows, Home and End move, Enter opens. */
export function DataTable<T>(props: TableProps<T>) {
  const { rows, columns, id, open, act, more, busy, selected, select, place } = props
  const { t } = useWords()
  const base = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const [kept] = useState(() => placeOf(place))
  const [cursor, setCursor] = useState(kept?.cursor ?? -1)
  const [following, setFollowing] = useState(false)
  const { first, last, scrolled } = useWindow(scroller, rows.length, kept?.offset ?? 0)
  const here = Math.min(cursor, rows.length - 1)

  // Where one was is where one comes back to, once there are rows to scroll over.
  const back = useRef(kept?.offset ?? 0)
  const filled = rows.length > 0
  useLayoutEffect(() => {
    if (!filled || !back.current || !scroller.current) return
    scroller.current.scrollTop = back.current
    back.current = 0
  }, [filled])
  useEffect(() => {
    if (more && !busy && filled && last >= rows.length - AHEAD) more()
  }, [last, rows.length, filled, more, busy])
  useEffect(() => {
    if (scroller.current) rememberPlace(place, { cursor, offset: back.current || scroller.current.scrollTop })
  }, [place, cursor])

  function go(to: number) {
    if (rows.length === 0) return
    const next = Math.max(0, Math.min(rows.length - 1, to))
    setCursor(next)
    bringIntoSight(scroller.current, next)
  }
  // End is the end of all there is: it goes on as long as pages come.
  if (following && here < rows.length - 1) setCursor(rows.length - 1)
  useLayoutEffect(() => {
    if (following) bringIntoSight(scroller.current, rows.length - 1)
  }, [following, rows.length])

  const toggle = (index: number) => {
    const row = rows[index]
    if (!select || !selected || row === undefined) return
    const next = new Set(selected)
    if (!next.delete(id(row))) next.add(id(row))
    select(next)
  }
  const click = (index: number) => {
    const row = rows[index]
    setCursor(index)
    setFollowing(false)
    if (row !== undefined && !window.getSelection()?.toString()) open?.(row)
  }
  const at = (done?: (row: T) => void) => () => {
    const row = rows[here]
    if (row !== undefined) done?.(row)
  }
  function move(by: number) {
    setFollowing(false)
    go(here + by)
  }
  useHotkeys({
    j: () => move(1),
    k: () => move(-1),
    Enter: at(open),
    e: at(act ?? open),
    x: () => toggle(here),
  })
  function press(event: KeyboardEvent) {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW) - 2)
    const steps: Record<string, number> = {
      ArrowDown: here + 1,
      ArrowUp: here - 1,
      PageDown: here + page,
      PageUp: here - page,
    }
    const to = event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : steps[event.key]
    if (to === undefined) return
    event.preventDefault()
    setFollowing(event.key === 'End')
    go(to)
  }

  // The same functions for every drawing, so that rows which stay as they are are not drawn again.
  const deeds = useRef({ click, toggle })
  useEffect(() => {
    deeds.current = { click, toggle }
  })
  const clickRow = useCallback((index: number) => deeds.current.click(index), [])
  const toggleRow = useCallback((index: number) => deeds.current.toggle(index), [])

  const template = `${select ? '34px ' : ''}${columns.map((column) => (column.width ? `${column.width}px` : `minmax(${WIDTH}px, 1fr)`)).join(' ')}`
  const least = columns.reduce((sum, column) => sum + (column.width ?? WIDTH), select ? 34 : 0)
  const all = filled && !!selected && selected.size >= rows.length && rows.every((row) => selected.has(id(row)))
  const drawn = Array.from({ length: Math.max(0, last - first) }, (_, offset) => first + offset)
  const inSight = here >= first && here < last

  return (
    <div className="table card">
      <div
        className="table-scroll"
        ref={scroller}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-colcount={columns.length + (select ? 1 : 0)}
        aria-multiselectable={select ? true : undefined}
        aria-busy={!!busy}
        aria-activedescendant={inSight ? `${base}${here}` : undefined}
        onKeyDown={press}
        onWheel={() => setFollowing(false)}
        onScroll={(event) => {
          scrolled(event.currentTarget.scrollTop)
          rememberPlace(place, { cursor, offset: event.currentTarget.scrollTop })
        }}
      >
        <div className="table-space" style={{ height: (rows.length + 1) * ROW, minWidth: least }}>
          <div className="table-head" role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
            {select && (
              <span role="columnheader" className="table-cell">
                <input
                  type="checkbox"
                  aria-label={t('list.select_all')}
                  checked={all}
                  ref={(box) => {
                    if (box) box.indeterminate = !all && !!selected?.size
                  }}
                  onChange={() => select(all ? new Set() : new Set(rows.map(id)))}
                />
              </span>
            )}
            {columns.map((column) => (
              <span
                key={column.key}
                role="columnheader"
                aria-sort={column.order && props.order === column.order ? 'descending' : undefined}
                className={`table-cell ${column.align === 'right' ? 'num' : ''}`}
              >
                {column.order && props.setOrder ? (
                  <button type="button" className="table-order" onClick={() => props.setOrder?.(column.order ?? '')}>
                    {column.title}
                    {props.order === column.order ? ' ↓' : ''}
                  </button>
                ) : (
                  column.title
                )}
              </span>
            ))}
          </div>
          {drawn.map((index) => {
            const row = rows[index]
            if (row === undefined) return null
            const key = id(row)
            return (
              <Row
                key={key}
                row={row}
                index={index}
                id={`${base}${index}`}
                name={props.name(row)}
                columns={columns}
                template={template}
                opens={!!open}
                here={index === here}
                selected={select ? !!selected?.has(key) : undefined}
                click={clickRow}
                toggle={toggleRow}
              />
            )
          })}
        </div>
      </div>
      {!filled && !busy && <div className="table-over">{props.empty}</div>}
      {busy && (
        <div className="table-busy" role="status" aria-label={t('list.loading')}>
          <Spin size="small" />
        </div>
      )}
    </div>
  )
}
