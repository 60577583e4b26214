import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { usePreference } from '../format/preference'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { ColumnChoice, SavedViews } from './Choices'
import type { Column } from './column'
import { DataTable, type TableProps } from './DataTable'
import { ExportSeen } from './ExportSeen'
import { useAddress } from './useAddress'

export interface ListProps<T> extends Pick<
  TableProps<T>,
  'rows' | 'id' | 'name' | 'open' | 'act' | 'more' | 'busy' | 'order' | 'setOrder'
> {
  /** Under which name its columns, views and places are kept. */
  list: string
  title: string
  columns: readonly Column<T>[]
  /** The column that is always there. */
  fixed: string
  /** What one sees at first; all where it is left out. */
  usual?: readonly string[]
  /** What is done from here: the primary button. */
  actions?: ReactNode
  /** What stands between the title and the list: words, tabs, filters. */
  children?: ReactNode
  /** What is done with many at once; a list without is selected from for the export alone. */
  bar?: (chosen: T[], clear: () => void) => ReactNode
  /** The API's own export, or false where it lets nobody of this role have it; left out, the list is saved as it is seen. */
  exported?: ReactNode
  /** All rows, where not all of them are loaded. */
  complete?: () => Promise<readonly T[]>
  problem?: unknown
  retry?: () => void
  narrowed: boolean
  /** There is much above the list: the page scrolls as a whole, and the list has a height of its own. */
  long?: boolean
  /** What to say and what to do where there is nothing at all. */
  empty: { title: string; what: ReactNode }
}

/** The one page of a list: saved views, columns, filters, many at once, export, and where one was. */
export function ListPage<T>(props: ListProps<T>) {
  const { list, columns, rows, id, fixed } = props
  const { t } = useWords()
  const { search, replace } = useAddress()
  const [wanted, setWanted] = usePreference<readonly string[] | null>(`columns.${list}`, null)
  const chosen = wanted ?? props.usual ?? columns.map((column) => column.key)
  const [selected, select] = useState<ReadonlySet<string | number>>(new Set())
  const shown = columns.filter((column) => column.key === fixed || chosen.includes(column.key))
  const marked = selected.size > 0 ? rows.filter((row) => selected.has(id(row))) : []
  const clear = () => select(new Set())
  const place = `${list}?${search.toString()}`
  // One selects where something is done with many; what the API exports is exported by its filter.
  const own = props.exported === undefined
  const selects = !!props.bar || own
  return (
    <div className={props.long ? 'page page-long' : 'page page-full'}>
      <div className="spread list-head">
        <h1>{props.title}</h1>
        <div className="row">
          <SavedViews
            list={list}
            columns={chosen}
            apply={(address, keys) => {
              replace(address)
              setWanted(keys)
            }}
          />
          <ColumnChoice all={columns} chosen={chosen} fixed={fixed} set={setWanted} />
          {own ? (
            <ExportSeen text={t('list.export')} name={props.title} columns={shown} rows={props.complete ?? rows} />
          ) : (
            props.exported
          )}
          {props.actions}
        </div>
      </div>
      {props.children}
      {marked.length > 0 && (
        <div className="bar" role="toolbar" aria-label={t('bulk.bar')}>
          <b>{t('bulk.selected', { count: marked.length })}</b>
          {props.bar?.(marked, clear)}
          {own && <ExportSeen text={t('list.export.selected')} name={props.title} columns={shown} rows={marked} />}
          <Button onClick={clear}>{t('bulk.clear')}</Button>
        </div>
      )}
      {props.problem !== undefined && props.problem !== null && (
        <ProblemNote problem={props.problem} retry={props.retry} />
      )}
      <DataTable<T>
        key={place}
        place={place}
        label={props.title}
        rows={rows}
        columns={shown}
        id={id}
        name={props.name}
        open={props.open}
        act={props.act}
        more={props.more}
        busy={props.busy}
        order={props.order}
        setOrder={props.setOrder}
        selected={selects ? selected : undefined}
        select={selects ? select : undefined}
        empty={
          <div className="empty">
            <b>{props.narrowed ? t('list.empty.narrow') : props.empty.title}</b>
            {props.narrowed ? t('list.empty.narrow.what') : props.empty.what}
          </div>
        }
      />
    </div>
  )
}
