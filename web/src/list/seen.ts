import { wordsOf, type Column } from './column'

// What a spreadsheet would take for a formula, however it came into a record.
const FORMULA = /^[=+\-@\t\r]/

/** A text that a spreadsheet shows as it is: never as a formula. */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

const cell = (text: string): string => {
  const safe = guarded(text)
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

/** Rows as CSV that office programs open in Chinese: with a mark of its encoding, lines ended as they expect. */
export const csv = (rows: readonly (readonly string[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`

// Thousands are for the eye; a spreadsheet wants the number.
const bare = (text: string): string => (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) ? text.replaceAll(',', '') : text)

/** A list as it is seen: its columns in their order, the titles above them. */
export const seen = <T>(columns: readonly Column<T>[], rows: readonly T[]): string[][] => [
  columns.map((column) => column.title),
  ...rows.map((row) =>
    columns.map((column) => (column.align === 'right' ? bare(wordsOf(column, row)) : wordsOf(column, row))),
  ),
]

/** Rows in which what was typed stands in any column; every word of it somewhere. */
export function typedIn<T>(columns: readonly Column<T>[], rows: readonly T[], typed: string): readonly T[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return rows
  return rows.filter((row) => {
    const text = columns
      .map((column) => wordsOf(column, row))
      .join('\n')
      .toLowerCase()
    return words.every((word) => text.includes(word))
  })
}
