import type { Schemas } from '../api/client'
import { fen } from '../format/money'
import type { Hit } from './calls'

export type EvidenceTable = Schemas['EvidenceTable']
export type EvidenceRow = Schemas['EvidenceRow']
type Source = Schemas['SourceRef']

/** Tells of whom and where; that it is the same in both files is no offence. */
const WHO_AND_WHERE = new Set(['id_number', 'name', 'town', 'village', 'household_no', 'relation'])

export const sourceKey = (source: Source): string =>
  [source.dataset, source.batch, source.file, source.sheet, source.row].join('\n')

/** What the rule shows of a hit, as text by column. */
export function shownBy(hit: Hit): [string, string][] {
  return Object.entries((hit.detail ?? {}) as Record<string, unknown>).flatMap(([column, value]) =>
    value === null || value === undefined || value === '' ? [] : [[column, String(value)] as [string, string]],
  )
}

/** Whether a cell is part of the offence: the amount, the day or month of the hit, or what the rule shows. */
export function offends(hit: Hit, column: string, text: string, unit?: string | null): boolean {
  if (WHO_AND_WHERE.has(column)) return false
  if (unit && hit.amount !== 0 && fen(text) === hit.amount) return true
  if (text === hit.happened_on || text === hit.happened_on.slice(0, 7)) return true
  return shownBy(hit).some(([shown, value]) => !WHO_AND_WHERE.has(shown) && value === text)
}

/** The rule's columns that no cell of the hit's rows holds: what it has worked out, and not read. */
export function workedOut(hit: Hit, rows: readonly EvidenceRow[]): [string, string][] {
  const read = new Set(rows.flatMap((row) => Object.values(row.cells)))
  return shownBy(hit).filter(([, value]) => !read.has(value))
}
