import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useWords } from '../i18n/text'
import { sourceKey } from './evidence'
import { endOf, monthText, moved, startOf, ticks, zoomed, type LifeLane, type LifeRow, type Window } from './life-line'

const NAMES = 132
const SCALE = 22
const LANE = 30

export interface At {
  lane: number
  row: number
}

interface Props {
  lanes: readonly LifeLane[]
  shaded: readonly number[]
  hitRows: ReadonlySet<string>
  shown: Window
  whole: Window
  show: (next: Window) => void
  at: At | undefined
  setAt: (next: At) => void
}

/** Lanes over time. One stop of the Tab key: arrows go along a lane and between lanes, + and - zoom. */
export function LifeChart({ lanes, shaded, hitRows, shown, whole, show, at, setAt }: Props) {
  const { t, language } = useWords()
  const box = useRef<HTMLDivElement>(null)
  const [width, setWidth] = useState(760)
  const fade = useId()
  useEffect(() => {
    const element = box.current
    if (!element) return
    const observer = new ResizeObserver(([entry]) => entry && setWidth(Math.max(360, entry.contentRect.width)))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const room = width - NAMES - 8
  const perMonth = room / (shown.to - shown.from)
  const x = (month: number) => NAMES + (month - shown.from) * perMonth
  const height = SCALE + lanes.length * LANE + 4
  useEffect(() => {
    const element = box.current
    if (!element) return
    // With Ctrl it zooms, sideways it moves; else the page scrolls as ever.
    function turn(event: WheelEvent) {
      const sideways = event.shiftKey ? event.deltaY : event.deltaX
      if (event.ctrlKey) {
        const left = box.current?.getBoundingClientRect().left ?? 0
        const about = shown.from + (event.clientX - left - NAMES) / perMonth
        show(zoomed(shown, whole, event.deltaY > 0 ? 1.25 : 0.8, Math.max(shown.from, Math.min(shown.to, about))))
      } else if (sideways) show(moved(shown, whole, (Math.sign(sideways) * (shown.to - shown.from)) / 12))
      else return
      event.preventDefault()
    }
    element.addEventListener('wheel', turn, { passive: false })
    return () => element.removeEventListener('wheel', turn)
  }, [shown, whole, show, perMonth])

  function go(next: At) {
    setAt(next)
    const from = lanes[next.lane]?.rows[next.row]?.from
    if (!from) return
    const month = startOf(from)
    if (month < shown.from) show(moved(shown, whole, month - shown.from - 1))
    else if (month > shown.to - 1) show(moved(shown, whole, month - shown.to + 2))
  }
  function press(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const lane = at?.lane ?? 0
    const rows = lanes[lane]?.rows.length ?? 0
    const row = at?.row ?? -1
    const across = (to: number) => {
      const next = lanes[to]
      if (!next) return
      const from = lanes[lane]?.rows[row]?.from
      const near = from ? next.rows.findIndex((one) => !!one.from && one.from >= from) : 0
      go({ lane: to, row: Math.max(0, near) })
    }
    const keys: Record<string, () => void> = {
      ArrowRight: () => go({ lane, row: Math.min(rows - 1, row + 1) }),
      ArrowLeft: () => go({ lane, row: Math.max(0, row - 1) }),
      ArrowDown: () => across(Math.min(lanes.length - 1, lane + 1)),
      ArrowUp: () => across(Math.max(0, lane - 1)),
      Home: () => go({ lane, row: 0 }),
      End: () => go({ lane, row: rows - 1 }),
      '+': () => show(zoomed(shown, whole, 0.67)),
      '=': () => show(zoomed(shown, whole, 0.67)),
      '-': () => show(zoomed(shown, whole, 1.5)),
      '0': () => show(whole),
    }
    const act = keys[event.key]
    if (!act) return
    event.preventDefault()
    act()
  }
  return (
    <div ref={box} className="life-chart">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        tabIndex={0}
        role="application"
        aria-label={t('life.chart')}
        aria-describedby="life-told"
        onKeyDown={press}
        onFocus={() => !at && lanes.length > 0 && setAt({ lane: 0, row: 0 })}
      >
        <defs>
          <linearGradient id={fade} x1="0" x2="1">
            <stop offset="0.6" stopColor="var(--life-fact)" />
            <stop offset="1" stopColor="var(--life-fact)" stopOpacity="0.1" />
          </linearGradient>
          <clipPath id={`${fade}clip`}>
            <rect x={NAMES} y="0" width={room} height={height} />
          </clipPath>
        </defs>
        <g clipPath={`url(#${fade}clip)`}>
          {shaded.map((month) => (
            <rect
              key={month}
              className="life-conflict"
              x={x(month)}
              y={SCALE}
              width={perMonth + 0.5}
              height={height - SCALE}
            />
          ))}
          {ticks(shown).map((month) => (
            <g key={month}>
              <line className="life-tick" x1={x(month)} x2={x(month)} y1={SCALE - 6} y2={height} />
              <text className="life-scale" x={x(month) + 3} y={SCALE - 8}>
                {tickText(month, perMonth)}
              </text>
            </g>
          ))}
        </g>
        {lanes.map((lane, index) => {
          const top = SCALE + index * LANE
          const before = lane.rows.filter((row) => row.from && endsBefore(row, shown.from)).length
          const after = lane.rows.filter((row) => row.from && startOf(row.from) > shown.to).length
          const undated = lane.rows.filter((row) => !row.from).length
          return (
            <g key={lane.dataset} className="life-lane">
              <line className="life-rule" x1="0" x2={width} y1={top} y2={top} />
              <text className="life-name" x="2" y={top + 19}>
                {clipped(language === 'zh' ? lane.title : lane.title_en, language === 'zh' ? 9 : 19)}
                <title>{language === 'zh' ? lane.title : lane.title_en}</title>
              </text>
              <g clipPath={`url(#${fade}clip)`}>
                {lane.rows.map((row, nth) => (
                  <Mark
                    key={`${sourceKey(row.source)}${nth}`}
                    row={row}
                    payment={lane.payment}
                    hit={hitRows.has(sourceKey(row.source))}
                    chosen={at?.lane === index && at.row === nth}
                    x={x}
                    middle={top + LANE / 2}
                    edge={width}
                    fade={fade}
                    choose={() => setAt({ lane: index, row: nth })}
                  />
                ))}
              </g>
              {before > 0 && (
                <text className="life-away" x={NAMES + 3} y={top + 26}>
                  ◂ {before}
                </text>
              )}
              {after > 0 && (
                <text className="life-away" x={width - 10} y={top + 26} textAnchor="end">
                  {after} ▸
                </text>
              )}
              {undated > 0 && (
                <text className="life-away" x={NAMES + 24} y={top + 19}>
                  {t('life.undated', { count: undated })}
                </text>
              )}
            </g>
          )
        })}
      </svg>
    </div>
  )
}

const endsBefore = (row: LifeRow, from: number): boolean =>
  row.lasting !== 'open' && !!row.from && endOf(row.to ?? row.from) < from
const clipped = (text: string, most: number) => (text.length > most ? `${text.slice(0, most - 1)}…` : text)
const tickText = (month: number, perMonth: number) =>
  month % 12 === 0 && perMonth < 40 ? monthText(month).slice(0, 4) : monthText(month).slice(perMonth < 40 ? 5 : 0)

interface MarkProps {
  row: LifeRow
  payment: boolean
  hit: boolean
  chosen: boolean
  x: (month: number) => number
  middle: number
  edge: number
  fade: string
  choose: () => void
}

/** A payment is a block a month, something lasting a bar, a day a diamond, what has no day a hollow square at the left. */
function Mark({ row, payment, hit, chosen, x, middle, edge, fade, choose }: MarkProps) {
  const names = ['life-mark', payment && 'life-paid', hit && 'life-hit', chosen && 'life-chosen'].filter(Boolean)
  const common = { className: names.join(' '), onMouseEnter: choose, onClick: choose }
  if (!row.from) return <rect {...common} x={NAMES + 6} y={middle - 5} width="10" height="10" fillOpacity="0" />
  const left = x(startOf(row.from))
  if (row.lasting === 'day') {
    return <path {...common} d={`M${left} ${middle - 7}l7 7-7 7-7-7z`} />
  }
  const right = row.lasting === 'open' || !row.to ? edge : x(endOf(row.to))
  const tall = payment ? 16 : 10
  // Long bars are cut before the left edge, far from what a picture can hold.
  const begin = Math.max(left, NAMES - 20)
  return (
    <rect
      {...common}
      x={begin + 0.5}
      y={middle - tall / 2}
      width={Math.max(2, right - begin - 1.5)}
      height={tall}
      style={row.lasting === 'open' && !hit ? { fill: `url(#${fade})` } : undefined}
    />
  )
}
