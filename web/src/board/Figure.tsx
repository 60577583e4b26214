import { createContext, useContext } from 'react'
import { Link } from 'react-router'
import { allowed } from '../api/operations'
import { count, yuan } from '../format/money'
import { useMe } from '../session/me'
import { doorOf, listOf, type Answer, type Place } from './calls'

export const Doors = createContext<Answer['doors']>([])

/** Those who see figures alone have no list behind them. */
export const useOpens = () => useMe().role !== 'reader'

/** A figure, and the door to the records that it counts. */
export function Figure({ measure, value, place }: { measure: string; value: number; place: Place }) {
  const door = doorOf(useContext(Doors), measure)
  const me = useMe()
  const opens = useOpens()
  const text = door?.money ? yuan(value) : count(value)
  if (!value) return <span className="board-nought">{door?.money ? '0.00' : '0'}</span>
  if (!door || !opens || !allowed(me.role, `GET /${door.list}`)) return <span>{text}</span>
  return (
    <Link
      to={listOf(door, place)}
      className={measure === 'issues_overdue' ? 'board-late' : undefined}
      data-measure={measure}
    >
      {text}
    </Link>
  )
}
