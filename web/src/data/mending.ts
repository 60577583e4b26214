export interface Fault {
  /** Header of the column that it stands in. */
  column: string
  reason: string
}
export interface QuarantineRow {
  sheet: number
  row: number
  cells: string[]
  faults: Fault[]
}
export interface QuarantinePage {
  sheets: { name: string; header: string[] }[]
  rows: QuarantineRow[]
  total: number
}
export interface MendedRow {
  sheet: number
  row: number
  cells: string[]
}
/** What was changed and not sent yet, by sheet and row; pages may be turned meanwhile. */
export type Mended = ReadonlyMap<string, MendedRow>

export const keyOf = (row: { sheet: number; row: number }) => `${row.sheet}/${row.row}`
export const shownCells = (row: QuarantineRow, mended: Mended): readonly string[] =>
  mended.get(keyOf(row))?.cells ?? row.cells
/** Only what was changed is sent. */
export const changesOf = (mended: Mended): MendedRow[] =>
  [...mended.values()].sort((one, other) => one.sheet - other.sheet || one.row - other.row)

const bare = (text: string) => text.replace(/[（(].*[）)]/, '').trim()
/** What is wrong with a cell; headers differ from the declared ones by blanks and units. */
export const faultsAt = (row: QuarantineRow, header: readonly string[], column: number): Fault[] =>
  row.faults.filter((fault) => placeOf(fault, header) === column)
/** Faults that are of no one cell: a row that is repeated, a column that is not there. */
export const faultsOfRow = (row: QuarantineRow, header: readonly string[]): Fault[] =>
  row.faults.filter((fault) => placeOf(fault, header) < 0)

function placeOf(fault: Fault, header: readonly string[]): number {
  if (fault.column === '') return -1
  const exact = header.indexOf(fault.column)
  return exact >= 0 ? exact : header.findIndex((one) => bare(one) !== '' && bare(one) === bare(fault.column))
}

/** The same again from what was kept of it while the page was left. */
export const mendedOf = (kept: readonly MendedRow[] | undefined): Mended =>
  new Map((kept ?? []).map((row) => [keyOf(row), row]))
