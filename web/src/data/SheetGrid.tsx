import { Tooltip } from 'antd'
import { useRef, useState, type KeyboardEvent } from 'react'
import { useWords } from '../i18n/text'
import { faultsAt, faultsOfRow, keyOf, shownCells, type Mended, type QuarantineRow } from './mending'

interface Props {
  header: readonly string[]
  rows: QuarantineRow[]
  mended: Mended
  mend: (row: number, column: number, text: string) => void
}

/** The sheet's own columns; bad cells are marked, and F8 goes from one to the next. */
export function SheetGrid({ header, rows, mended, mend }: Props) {
  const { t } = useWords()
  const table = useRef<HTMLTableElement>(null)
  const [at, setAt] = useState<[number, number]>()
  const here = at && rows[at[0]]
  const told = here && at ? [...faultsAt(here, header, at[1]), ...faultsOfRow(here, header)] : []
  const focus = (row: number, column: number) =>
    table.current?.querySelector<HTMLInputElement>(`[data-at="${row},${column}"]`)?.focus()

  function keys(event: KeyboardEvent) {
    const [row, column] = at ?? [0, -1]
    if (event.key === 'ArrowDown' || event.key === 'Enter') focus(row + 1, column)
    else if (event.key === 'ArrowUp') focus(row - 1, column)
    else if (event.key === 'F8') next(row, column, event.shiftKey ? -1 : 1)
    else return
    event.preventDefault()
  }
  function next(row: number, column: number, by: 1 | -1) {
    const bad = rows.flatMap((one, index) =>
      header.flatMap((_, place) => (faultsAt(one, header, place).length ? [[index, place] as const] : [])),
    )
    const order = by > 0 ? bad : [...bad].reverse()
    const found = order.find(([one, place]) => (one - row || place - column) * by > 0) ?? order[0]
    if (found) focus(found[0], found[1])
  }
  if (rows.length === 0)
    return (
      <div className="card empty">
        <b>{t('quarantine.none')}</b>
        {t('quarantine.none.what')}
      </div>
    )
  return (
    <>
      <div className="card sheet-scroll">
        <table className="sheet-grid" ref={table} onKeyDown={keys}>
          <thead>
            <tr>
              <th className="sheet-row">{t('quarantine.row')}</th>
              {header.map((one, place) => (
                <th key={place} style={{ minWidth: widest(rows, mended, place) }}>
                  {one}
                </th>
              ))}
              <th>{t('quarantine.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => {
              const cells = shownCells(row, mended)
              return (
                <tr key={keyOf(row)}>
                  <td className="sheet-row">{row.row}</td>
                  {header.map((name, place) => {
                    const text = cells[place] ?? ''
                    const changed = text !== (row.cells[place] ?? '')
                    const faults = faultsAt(row, header, place)
                    const reason = faults.map((fault) => fault.reason).join('；')
                    const cell = (
                      <input
                        className="sheet-cell"
                        data-at={`${index},${place}`}
                        aria-label={t('quarantine.cell', { row: row.row, column: name || place + 1 })}
                        aria-invalid={faults.length > 0 && !changed}
                        aria-description={reason || undefined}
                        value={text}
                        onFocus={() => setAt([index, place])}
                        onChange={(event) => mend(row.row, place, event.target.value)}
                      />
                    )
                    return (
                      <td key={place} className={changed ? 'sheet-changed' : faults.length ? 'sheet-bad' : undefined}>
                        {reason ? <Tooltip title={reason}>{cell}</Tooltip> : cell}
                      </td>
                    )
                  })}
                  <td>
                    <span className="sheet-reason" title={row.faults.map((fault) => fault.reason).join('\n')}>
                      {row.faults.map((fault) => fault.reason).join('；')}
                    </span>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <div className="card sheet-foot" aria-live="polite">
        {told.length > 0 ? (
          <span className="data-bad">
            {told
              .map((fault) => (fault.column ? `${fault.column}${t('colon')}${fault.reason}` : fault.reason))
              .join('；')}
          </span>
        ) : (
          <span className="soft">{t('quarantine.keys')}</span>
        )}
      </div>
    </>
  )
}

/** Chinese letters are two wide. */
const wide = (text: string) => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2 : 1), 0)

/** Pixels in which the longest of a column's cells is seen whole, up to a point. */
const widest = (rows: QuarantineRow[], mended: Mended, place: number) =>
  rows.reduce((most, row) => Math.max(most, Math.min(40, wide(shownCells(row, mended)[place] ?? '')) * 8 + 20), 90)
