import type { MessageKey } from '../i18n/messages'
import type { Words } from '../i18n/text'
import { stepsOf } from '../api/shapes'
import { eventText } from '../record/History'
import { messages } from '../i18n/messages'

/** An event's kind in words: `issue.close` as 问题 · 销号. */
export function trailText(kind: string, words: Words): string {
  const own = `trail.${kind}`
  if (own in messages) return words.t(own as MessageKey)
  const record = kind.slice(0, kind.indexOf('.'))
  const schema = record.charAt(0).toUpperCase() + record.slice(1)
  const text = stepsOf(schema).length > 0 ? eventText(kind, schema, words) : kind.slice(record.length + 1)
  return `${recordText(record, words)} · ${text}`
}

/** What a record is called: one of the thirteen kinds, or what stands beside them. */
export function recordText(record: string | null | undefined, words: Words): string {
  const own = `trail.record.${record}`
  return own in messages ? words.t(own as MessageKey) : words.label('Kind', record)
}
