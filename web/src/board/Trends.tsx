import { Segmented } from 'antd'
import { useContext, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { count, yuan } from '../format/money'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { byPriority, distinct, doorOf, listOf, usePriorityName, type BoardData } from './calls'
import { Chart } from './Chart'
import { Doors, Figure, useOpens } from './Figure'
import { topOf, TREND_GROUPS, trendOption, valuesOf } from './trends'

type Group = keyof typeof TREND_GROUPS

/** Small charts of one scale, one a priority; each point is the door to its month. */
export function Trends({ board }: { board: BoardData }) {
  const { t, label } = useWords()
  const priorityName = usePriorityName()
  const [group, setGroup] = useState<Group>('issues')
  const [table, setTable] = useState(false)
  const measures = TREND_GROUPS[group] ?? []
  const shown = board.trends.filter((trend) => measures.includes(trend.measure))
  const priorities = distinct(shown.map((trend) => trend.priority ?? null)).sort(byPriority)
  const title = (code: Group): string =>
    code === 'issues' ? t('board.trend.issues') : label('BoardMeasure', TREND_GROUPS[code]?.[0])
  return (
    <section className="card">
      <h2 className="spread">
        {t('board.trends')}
        <span className="row">
          <Segmented
            size="small"
            aria-label={t('board.measure')}
            value={group}
            onChange={setGroup}
            options={Object.keys(TREND_GROUPS).map((code) => ({ value: code, label: title(code) }))}
          />
          <AsTable table={table} set={setTable} />
        </span>
      </h2>
      {priorities.length === 0 ? (
        <div className="card-body soft">{t('board.trends.none')}</div>
      ) : table ? (
        <TrendTable board={board} priorities={priorities} measures={measures} />
      ) : (
        <>
          <div className="board-multiples">
            {priorities.map((priority) => (
              <div key={priority ?? ''} className="board-multiple">
                <h3>{priorityName(priority)}</h3>
                <TrendChart board={board} priority={priority} measures={measures} height={150} />
              </div>
            ))}
          </div>
          {measures.length > 1 && (
            <div className="card-body soft board-legend">
              {measures.map((measure, index) => (
                <span key={measure} className={index === 0 ? 'board-key-bar' : 'board-key-line'}>
                  {t(`board.short.${measure}` as MessageKey)}
                </span>
              ))}
            </div>
          )}
        </>
      )}
    </section>
  )
}

export function TrendChart(props: {
  board: BoardData
  priority: string | null
  measures: string[]
  height: number
  size?: number
}) {
  const { board, priority, measures, height, size } = props
  const words = useWords()
  const { t } = words
  const priorityName = usePriorityName()
  const navigate = useNavigate()
  const doors = useContext(Doors)
  const opens = useOpens()
  const option = useMemo(() => {
    const named = (measure: string) => words.label('BoardMeasure', measure)
    const money = measures[0]?.startsWith('money_')
    // On an axis fen are no help: whole yuan, with thousands.
    const value = (fen: number) => (money ? `${yuan(fen).slice(0, -3)} ${words.t('money.unit')}` : count(fen))
    return trendOption(board, priority, measures, named, value, topOf(board, measures), size)
  }, [board, priority, measures, words, size])
  return (
    <Chart
      option={option}
      height={height}
      name={t('board.trends.aria', {
        priority: priorityName(priority),
        measures: measures.map((measure) => words.label('BoardMeasure', measure)).join('、'),
      })}
      choose={(series, index) => {
        const door = doorOf(doors, measures[series] ?? '')
        if (door && opens) void navigate(listOf(door, { priority, month: board.months[index] }))
      }}
    />
  )
}

function TrendTable({
  board,
  priorities,
  measures,
}: {
  board: BoardData
  priorities: (string | null)[]
  measures: string[]
}) {
  const { t } = useWords()
  const priorityName = usePriorityName()
  return (
    <div className="board-scroll">
      <table className="simple">
        <thead>
          <tr>
            <th>{t('board.month')}</th>
            {priorities.flatMap((priority) =>
              measures.map((measure) => (
                <th key={`${priority}${measure}`} className="num">
                  {priorityName(priority)}
                  {measures.length > 1 ? ` ${t(`board.short.${measure}` as MessageKey)}` : ''}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {board.months.map((month, index) => (
            <tr key={month}>
              <th scope="row">{month}</th>
              {priorities.flatMap((priority) =>
                measures.map((measure) => (
                  <td key={`${priority}${measure}`} className="num">
                    <Figure
                      measure={measure}
                      value={valuesOf(board, priority, measure)[index] ?? 0}
                      place={{ priority, month }}
                    />
                  </td>
                )),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The same as a chart or as a table. */
export function AsTable({ table, set }: { table: boolean; set: (table: boolean) => void }) {
  const { t } = useWords()
  return (
    <Segmented
      size="small"
      aria-label={t('board.show')}
      value={table ? 'table' : 'chart'}
      onChange={(value) => set(value === 'table')}
      options={[
        { value: 'chart', label: t('board.chart') },
        { value: 'table', label: t('board.table') },
      ]}
    />
  )
}
