import type { Schemas } from '../api/client'
import { dueDay, span, type SpanUnit } from '../format/time'
import type { MessageKey } from '../i18n/messages'
import type { Words } from '../i18n/text'

export type Clock = Schemas['Clock']

// Yellow is told by the API in lists; a record's clocks tell their course alone, so the last three days before the end are it here.
const SOON = 3 * 86_400_000

export interface Due {
  clock: Clock
  colour: 'green' | 'yellow' | 'red' | 'paused'
}

export function colourOf(clock: Clock, now = Date.now()): Due['colour'] | undefined {
  if (clock.course.is === 'paused') return 'paused'
  if (clock.course.is !== 'running') return undefined
  const left = new Date(clock.due_at).getTime() - now
  return left <= 0 ? 'red' : left <= SOON ? 'yellow' : 'green'
}

/** What is owed next. */
export function nextDue(clocks: Clock[]): Due | undefined {
  const owed = clocks.flatMap((clock) => {
    const colour = colourOf(clock)
    return colour ? [{ clock, colour }] : []
  })
  return owed.sort((one, other) => one.clock.due_at.localeCompare(other.clock.due_at))[0]
}

const UNITS: Record<SpanUnit, MessageKey> = { h: 'span.h', d: 'span.d', wd: 'span.wd', mo: 'span.mo' }
export const unitText = (unit: SpanUnit, words: Words): string => words.t(UNITS[unit])
export function spanText(text: string, words: Words): string {
  const found = span(text)
  return found ? `${found[0]} ${unitText(found[1], words)}` : text
}

/** Why something is due then: what is owed, how long there is, from when. */
export function reasonOf(clock: Clock, words: Words): string {
  const said = words.t('clock.reason', {
    what: words.label('Obligation', clock.obligation),
    span: spanText(clock.span, words),
    from: dueDay(clock.started_at).slice(0, 10),
    due: dueDay(clock.due_at),
  })
  const longer = (clock.extensions ?? []).map((one) =>
    words.t('clock.extended', { span: spanText(one.span, words), by: one.approved_by }),
  )
  return [said, ...longer].join(' ')
}

const LEVELS = ['warned', 'head', 'office'] as const
/** How far a record has climbed: the highest of what it still owes. */
export function climbedTo(clocks: readonly Clock[] | undefined): (typeof LEVELS)[number] | undefined {
  const told = (clocks ?? [])
    .filter((clock) => clock.course.is === 'running' || clock.course.is === 'paused')
    .map((clock) => clock.told ?? 0)
  return LEVELS[Math.max(0, ...told) - 1]
}
