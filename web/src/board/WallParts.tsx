import { useMemo } from 'react'
import { useOffices } from '../api/lookups'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { distinct, usePriorityName, type BoardData } from './calls'
import { Chart } from './Chart'
import { Bar } from './Standing'
import { useTownName } from './Towns'
import { gridOf, townOption } from './towns'

/** What fits without scrolling. */
const TOWNS = 12
const LINES = 6

export function WallTowns({ board }: { board: BoardData }) {
  const words = useWords()
  const { t, label } = words
  const priorityName = usePriorityName()
  const townName = useTownName()
  const measure =
    ['issues_found', 'complaints_received', 'leads_open'].find((code) =>
      board.towns.some((row) => row.town && row.figures[code]),
    ) ?? 'issues_found'
  const whole = useMemo(() => gridOf(board, measure), [board, measure])
  const grid = { ...whole, towns: whole.towns.slice(0, TOWNS), values: whole.values.slice(0, TOWNS) }
  const named = { town: townName, priority: priorityName, measure: label('BoardMeasure', measure) }
  return (
    <section className="wall-card wall-towns">
      <h2>
        {t('board.towns')} · {named.measure}
        {whole.towns.length > TOWNS && (
          <span className="soft">{t('wall.more', { count: whole.towns.length - TOWNS })}</span>
        )}
      </h2>
      {grid.towns.length === 0 ? (
        <p className="soft">{t('board.towns.none')}</p>
      ) : (
        <Chart
          option={townOption(grid, named, 15)}
          height={Math.min(500, 60 + grid.towns.length * 60)}
          name={t('board.towns.aria', { measure: named.measure })}
        />
      )}
    </section>
  )
}

export function WallOverdue({ board }: { board: BoardData }) {
  const { t } = useWords()
  const { name } = useOffices()
  const departments = distinct(board.overdue.map((late) => late.department ?? null))
  const lines = departments
    .map((department) => ({
      department,
      overdue: board.overdue
        .filter((late) => (late.department ?? null) === department)
        .reduce((sum, late) => sum + late.overdue, 0),
    }))
    .sort((one, other) => other.overdue - one.overdue)
  const top = lines[0]?.overdue ?? 1
  return (
    <section className="wall-card wall-overdue">
      <h2>{t('board.overdue')}</h2>
      {lines.length === 0 && <p className="soft">{t('board.overdue.none')}</p>}
      {lines.slice(0, LINES).map((line) => (
        <div key={line.department ?? ''} className="wall-line">
          <span>{line.department ? name(line.department) : t('board.no_department')}</span>
          <Bar share={line.overdue / top} quiet />
          <b className="board-late">{count(line.overdue)}</b>
        </div>
      ))}
      {lines.length > LINES && <p className="soft">{t('wall.more', { count: lines.length - LINES })}</p>}
    </section>
  )
}

export function WallYields({ board }: { board: BoardData }) {
  const { t } = useWords()
  const told = board.yields.filter((rule) => rule.concluded > 0)
  const lines = [...told].sort((one, other) => other.concluded - one.concluded)
  return (
    <section className="wall-card wall-yields">
      <h2>{t('board.yields')}</h2>
      {lines.length === 0 && <p className="soft">{t('board.yields.none')}</p>}
      {lines.slice(0, LINES - 1).map((rule) => (
        <div key={rule.rule} className="wall-line">
          <span>{rule.title}</span>
          <Bar share={(rule.per_mille ?? 0) / 1000} />
          <b>{((rule.per_mille ?? 0) / 10).toFixed(1)}%</b>
        </div>
      ))}
      {lines.length > LINES - 1 && <p className="soft">{t('wall.more', { count: lines.length - LINES + 1 })}</p>}
    </section>
  )
}
