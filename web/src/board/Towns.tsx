import { Select } from 'antd'
import { useContext, useMemo, useState } from 'react'
import { useNavigate } from 'react-router'
import { useOffices } from '../api/lookups'
import { useWords } from '../i18n/text'
import { doorOf, listOf, usePriorityName, type BoardData } from './calls'
import { Chart } from './Chart'
import { Doors, Figure, useOpens } from './Figure'
import { gridOf, townOption } from './towns'
import { AsTable } from './Trends'

const OFFERED = [
  'issues_found',
  'issues_closed',
  'issues_overdue',
  'leads_open',
  'leads_confirmed',
  'complaints_received',
]

export function useTownName() {
  const { t } = useWords()
  const { name } = useOffices()
  return (code: string | null) => (code ? name(code) : t('board.no_town'))
}

/** Where it is much: towns by priorities, for one figure. */
export function Towns({ board }: { board: BoardData }) {
  const words = useWords()
  const { t, label } = words
  const priorityName = usePriorityName()
  const townName = useTownName()
  const navigate = useNavigate()
  const doors = useContext(Doors)
  const opens = useOpens()
  const usual = OFFERED.find((measure) => board.towns.some((row) => row.town && row.figures[measure])) ?? 'issues_found'
  const [chosen, setChosen] = useState<string>()
  const measure = chosen ?? usual
  const [table, setTable] = useState(false)
  const grid = useMemo(() => gridOf(board, measure), [board, measure])
  const option = townOption(grid, { town: townName, priority: priorityName, measure: label('BoardMeasure', measure) })
  return (
    <section className="card">
      <h2 className="spread">
        {t('board.towns')}
        <span className="row">
          <Select
            size="small"
            style={{ width: 150 }}
            aria-label={t('board.measure')}
            value={measure}
            onChange={setChosen}
            options={OFFERED.map((value) => ({ value, label: label('BoardMeasure', value) }))}
          />
          <AsTable table={table} set={setTable} />
        </span>
      </h2>
      {grid.towns.length === 0 ? (
        <div className="card-body soft">{t('board.towns.none')}</div>
      ) : table ? (
        <table className="simple">
          <thead>
            <tr>
              <th>{t('filter.town')}</th>
              {grid.priorities.map((priority) => (
                <th key={priority ?? ''} className="num">
                  {priorityName(priority)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {grid.towns.map((town, row) => (
              <tr key={town ?? ''}>
                <th scope="row">{townName(town)}</th>
                {grid.priorities.map((priority, column) => (
                  <td key={priority ?? ''} className="num">
                    <Figure measure={measure} value={grid.values[row]?.[column] ?? 0} place={{ town, priority }} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <div className="card-body">
          <Chart
            option={option}
            height={34 + grid.towns.length * 26}
            name={t('board.towns.aria', { measure: label('BoardMeasure', measure) })}
            choose={(_, index) => {
              const door = doorOf(doors, measure)
              const town = grid.towns[Math.floor(index / grid.priorities.length)] ?? null
              const priority = grid.priorities[index % grid.priorities.length] ?? null
              if (door && opens) void navigate(listOf(door, { town, priority }))
            }}
          />
        </div>
      )}
    </section>
  )
}
