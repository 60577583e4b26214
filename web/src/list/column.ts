import type { ReactNode } from 'react'

export interface Column<T> {
  key: string
  title: string
  /** Pixels; a column without takes what is left. */
  width?: number
  align?: 'right'
  /** What it says in words: what is exported, and what typing is looked for in. */
  text: (row: T) => string | number | null | undefined
  /** How it is shown, where that is more than its words. */
  render?: (row: T) => ReactNode
  /** A click on the header orders by it. */
  order?: string
}

export const shownIn = <T>(column: Column<T>, row: T): ReactNode =>
  column.render ? column.render(row) : column.text(row)

export const wordsOf = <T>(column: Column<T>, row: T): string => String(column.text(row) ?? '')
