import { Spin } from 'antd'
import { useLayoutEffect } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useShade } from '../app/theme'
import { count, yuan } from '../format/money'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useNow } from '../parts/useNow'
import { allowed } from '../api/operations'
import { useMe } from '../session/me'
import { byPriority, distinct, isEmpty, MINUTE, sumOf, useBoard, usePriorityName, type BoardData } from './calls'
import { Bar } from './Standing'
import { TrendChart } from './Trends'
import { TREND_GROUPS } from './trends'
import { WallOverdue, WallTowns, WallYields } from './WallParts'
import './board.css'
import './wall.css'

const SHOWN = [
  'issues_found',
  'issues_claimed',
  'issues_verified',
  'issues_confirmed',
  'issues_closed',
  'issues_overdue',
  'leads_open',
  'leads_confirmed',
  'complaints_received',
  'complaints_answered',
]

/** For a wall: dark, of one size, refreshed by itself; figures alone, and nothing of a person. */
export function Wall() {
  const { t } = useWords()
  const me = useMe()
  const [search] = useSearchParams()
  const asked = { campaign: search.get('campaign') ?? undefined, days: search.get('days') ?? undefined }
  const may = allowed(me.role, 'GET /figures/board')
  const board = useBoard(asked, may, MINUTE)
  const now = useNow()
  useDark()
  const data = board.data?.board
  // Neither refused nor answered: a line that is cut off gives no answer at all.
  const stale = !!data && (board.isError || now - board.dataUpdatedAt > 2.5 * MINUTE)
  return (
    <div className="wall">
      <header className="wall-head">
        <h1>{t('wall.title')}</h1>
        <span className="wall-of">{data?.campaign?.title ?? t('board.district')}</span>
        {data && <span>{t('board.days.told', { from: data.from, until: data.until })}</span>}
        <span className="grow" />
        {data && (
          <span role="status" className={stale ? 'wall-stale' : undefined}>
            {stale ? t('wall.stale', { at: minute(data.at) }) : t('board.at', { at: minute(data.at) })}
          </span>
        )}
        <Link to={`/board${search.size ? `?${search.toString()}` : ''}`} className="wall-back">
          {t('wall.back')}
        </Link>
      </header>
      {!data ? (
        board.isError ? (
          <ProblemNote problem={board.error} retry={() => void board.refetch()} />
        ) : (
          may && <Spin style={{ margin: 80 }} />
        )
      ) : isEmpty(data) ? (
        <div className="wall-empty">
          <b>{t('board.empty')}</b>
          {t('board.empty.what')}
        </div>
      ) : (
        <Shown board={data} />
      )}
    </div>
  )
}

function Shown({ board }: { board: BoardData }) {
  const { t, label } = useWords()
  const priorityName = usePriorityName()
  const drawn = distinct(
    board.trends.filter((trend) => TREND_GROUPS.issues?.includes(trend.measure)).map((trend) => trend.priority ?? null),
  )
  const priorities = drawn.sort(byPriority).slice(0, 5)
  const money = board.recovered
  return (
    <main className="wall-body">
      <section className="wall-figures">
        {SHOWN.map((measure) => (
          <div key={measure} className="wall-figure">
            <span className={measure === 'issues_overdue' && sumOf(board.departments, measure) ? 'board-late' : ''}>
              {count(sumOf(board.departments, measure))}
            </span>
            {label('BoardMeasure', measure)}
          </div>
        ))}
      </section>
      <section className="wall-card wall-trends">
        <h2>
          {t('board.trends')} · {t('board.trend.issues')}
          <span className="board-legend soft">
            <span className="board-key-bar">{t('board.short.issues_found')}</span>
            <span className="board-key-line">{t('board.short.issues_closed')}</span>
          </span>
        </h2>
        {priorities.length === 0 && <p className="soft">{t('board.trends.none')}</p>}
        <div className="wall-multiples">
          {priorities.map((priority) => (
            <div key={priority ?? ''}>
              <h3>{priorityName(priority)}</h3>
              <TrendChart
                board={board}
                priority={priority}
                measures={TREND_GROUPS.issues ?? []}
                height={190}
                size={14}
              />
            </div>
          ))}
        </div>
      </section>
      <WallTowns board={board} />
      <WallOverdue board={board} />
      <section className="wall-card wall-money">
        <h2>{t('board.money')}</h2>
        {money.recoveries === 0 ? (
          <p className="soft">{t('board.money.none')}</p>
        ) : (
          (['due', 'paid', 'paid_verified', 'outstanding'] as const).map((key) => (
            <div key={key} className="wall-line">
              <span>{t(`figure.recoveries.${key}`)}</span>
              <Bar share={money[key] / Math.max(1, money.due)} quiet={key !== 'paid_verified'} />
              <b>{yuan(money[key])}</b>
            </div>
          ))
        )}
      </section>
      <WallYields board={board} />
    </main>
  )
}

/** Dark as long as it is shown, whatever one prefers elsewhere. */
function useDark() {
  const [shade] = useShade()
  useLayoutEffect(() => {
    document.documentElement.dataset.shade = 'dark'
    return () => {
      document.documentElement.dataset.shade = shade
    }
  }, [shade])
}
