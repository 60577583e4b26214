import type { ReactNode } from 'react'
import { daysUntil, dueDay } from '../format/time'
import { useNow } from './useNow'
import { useWords } from '../i18n/text'
import './standing.css'

const SHAPES: Record<string, ReactNode> = {
  green: <circle cx="6" cy="6" r="4" />,
  yellow: <path d="M6 1.5 11 10.5H1z" />,
  red: <rect x="1.5" y="1.5" width="9" height="9" />,
  paused: <path d="M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z" />,
  met: <path d="M1.5 6.5 4.5 9.5 10.5 2.5" fill="none" stroke="currentColor" strokeWidth="2" />,
  met_late: (
    <path d="M1.5 6.5 4.5 9.5 10.5 2.5" fill="none" stroke="currentColor" strokeWidth="2" strokeDasharray="3 1.5" />
  ),
  stopped: <path d="M1.5 5h9v2h-9z" />,
}

/** How something stands: colour, word and shape, so that none of the three is needed to read the other two. */
export function Standing({
  colour,
  dueAt,
  open,
  reason,
}: {
  colour?: string | null
  dueAt?: string | null
  open?: boolean
  reason?: string
}) {
  const { t, label } = useWords()
  const now = useNow()
  if (open === false) return <Mark shape="met" tone="closed" word={t('standing.closed')} />
  if (!colour) return <span className="soft">–</span>
  const days = dueAt ? daysUntil(dueAt, now) : undefined
  const far =
    days === undefined || colour === 'met' || colour === 'met_late' || colour === 'stopped'
      ? ''
      : days > 0
        ? t('standing.left', { days })
        : t('standing.over', { days: 1 - days })
  return (
    <Mark
      shape={colour}
      tone={colour}
      word={label('Colour', colour)}
      date={dueAt ? dueDay(dueAt) : undefined}
      title={(reason ?? far) || undefined}
    />
  )
}

/** A mark of its own: shape, tone and word are the caller's. */
export function Mark(props: { shape: string; tone: string; word: string; date?: string; title?: string }) {
  const { shape, tone, word, date, title } = props
  return (
    <span className={`standing standing-${tone}`} title={title}>
      <svg viewBox="0 0 12 12" width="10" height="10" fill="currentColor" aria-hidden="true">
        {SHAPES[shape]}
      </svg>
      {word}
      {date && <span className="standing-date">{date}</span>}
    </span>
  )
}

/** A record's state as a word; whether it is over is told by its weight. */
export function StateTag({ list, state, over }: { list: string; state: string; over?: boolean }) {
  const { label } = useWords()
  return <span className={over ? 'state-tag state-over' : 'state-tag'}>{label(list, state)}</span>
}

/** How far something owed has climbed : nothing is shown where nobody was told. */
export function Climbed({ level }: { level?: string | null }) {
  const { label } = useWords()
  if (!level) return null
  return (
    <span className={`climbed climbed-${level}`}>
      <svg viewBox="0 0 12 12" width="10" height="10" fill="currentColor" aria-hidden="true">
        {['warned', 'head', 'office'].slice(0, CLIMB[level] ?? 1).map((step, index) => (
          <rect key={step} x={index * 4 + 0.5} y={8 - index * 3.5} width="3" height={3.5 + index * 3.5} />
        ))}
      </svg>
      {label('Level', level)}
    </span>
  )
}
const CLIMB: Record<string, number> = { warned: 1, head: 2, office: 3 }
