import { memo, type MouseEvent } from 'react'
import { useWords } from '../i18n/text'
import { shownIn, type Column } from './column'
import { ROW } from './useWindow'

interface Props<T> {
  row: T
  index: number
  id: string
  name: string
  columns: readonly Column<T>[]
  template: string
  opens: boolean
  here: boolean
  /** Undefined where nothing is selected in this list. */
  selected: boolean | undefined
  click: (index: number) => void
  toggle: (index: number) => void
}

function AnyRow<T>(props: Props<T>) {
  const { row, index, columns, selected } = props
  const { t } = useWords()
  function clicked(event: MouseEvent) {
    if (!(event.target as HTMLElement).closest('a, button, label, input')) props.click(index)
  }
  return (
    <div
      role="row"
      id={props.id}
      aria-rowindex={index + 2}
      aria-selected={selected}
      aria-label={props.name}
      className={`table-row ${props.here ? 'table-cursor' : ''} ${selected ? 'table-selected' : ''} ${props.opens ? 'table-opens' : ''}`}
      style={{ gridTemplateColumns: props.template, transform: `translateY(${(index + 1) * ROW}px)` }}
      onClick={clicked}
    >
      {selected !== undefined && (
        <span role="gridcell" className="table-cell">
          <input
            type="checkbox"
            aria-label={t('list.select', { name: props.name })}
            checked={selected}
            onChange={() => props.toggle(index)}
          />
        </span>
      )}
      {columns.map((column) => (
        <span key={column.key} role="gridcell" className={`table-cell ${column.align === 'right' ? 'num' : ''}`}>
          {shownIn(column, row)}
        </span>
      ))}
    </div>
  )
}

/** Drawn anew only where something of it has changed, so that scrolling draws the rows that come into sight alone. */
export const Row = memo(AnyRow) as typeof AnyRow
