import { Button } from 'antd'
import { useState } from 'react'
import { recordOf, stepsOf } from '../api/shapes'
import { minute } from '../format/time'
import { ProblemNote } from '../parts/ProblemNote'
import type { MessageKey } from '../i18n/messages'
import { useWords, type Words } from '../i18n/text'
import { useEvents, type ChainEvent } from './calls'
import { differences } from './differences'
import { stepText } from './steps'
import { Value } from './Value'

/** Who did what, in words; the newest first. */
export function History({ plural, id, schema }: { plural: string; id: string | number; schema: string }) {
  const { t } = useWords()
  const events = useEvents(plural, id)
  return (
    <section className="card">
      <h2>{t('history.title')}</h2>
      {events.isError && <ProblemNote problem={events.error} retry={() => void events.refetch()} />}
      {events.data?.length === 0 && <div className="card-body soft">{t('history.none')}</div>}
      <ul className="history">
        {[...(events.data ?? [])].reverse().map((event) => (
          <EventLine key={event.seq} event={event} schema={schema} />
        ))}
      </ul>
    </section>
  )
}

const OWN: Record<string, MessageKey> = {
  open: 'event.open',
  reveal: 'event.reveal',
  link: 'event.link',
  message: 'event.message',
  joined: 'event.joined',
  parted: 'event.parted',
  assign_many: 'event.assign_many',
  added: 'event.added',
  overdue: 'event.overdue',
  confirm: 'event.confirm',
  attachment: 'event.attachment',
}

export function eventText(kind: string, schema: string, words: Words): string {
  const code = kind.slice(kind.indexOf('.') + 1)
  const step = stepsOf(schema).find((one) => one.step === code)
  if (step) return stepText(schema, step, words.language)
  const own = OWN[code]
  return own ? words.t(own) : code
}

const parsed = (text: string | null | undefined): Record<string, unknown> | undefined => {
  if (!text) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return value && typeof value === 'object' ? (value as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** Which version a record had after an event. */
export const versionAfter = (event: ChainEvent): number => Number(parsed(event.after)?.version ?? 0)

export function EventLine({ event, schema }: { event: ChainEvent; schema: string }) {
  const words = useWords()
  const { t, field } = words
  const [open, setOpen] = useState(false)
  const changed = event.before ? differences(parsed(event.before), parsed(event.after)) : []
  const fields = new Map(recordOf(schema).map((one) => [one.name, one]))
  return (
    <li>
      <div className="spread">
        <b>{eventText(event.kind, schema, words)}</b>
        <span className="soft">{minute(event.at)}</span>
      </div>
      <div>
        {event.who === 'public' ? t('event.public') : event.who}
        {event.why && (
          <span className="pre">
            {t('colon')}
            {event.why}
          </span>
        )}
      </div>
      {changed.length > 0 && (
        <Button type="link" size="small" style={{ padding: 0 }} aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? t('history.less') : t('history.changes', { count: changed.length })}
        </Button>
      )}
      {open && (
        <dl className="history-diff">
          {changed.map(({ name, before, after }) => {
            const shape = fields.get(name) ?? { name, type: 'any' as const }
            return (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{field(name, schema)}</dt>
                <dd>
                  {before !== undefined && before !== null && (
                    <del>
                      <Value field={shape} value={before} plain />
                    </del>
                  )}
                  {before !== undefined && before !== null && ' → '}
                  <ins>
                    <Value field={shape} value={after} plain />
                  </ins>
                </dd>
              </div>
            )
          })}
        </dl>
      )}
    </li>
  )
}
