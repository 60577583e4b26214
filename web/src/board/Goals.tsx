import { useOffices } from '../api/lookups'
import { count, yuan } from '../format/money'
import { day } from '../format/time'
import { useWords } from '../i18n/text'
import { usePriorityName, type BoardData } from './calls'
import { Figure } from './Figure'

/** What the campaign wants to reach; what the ledger counts of it and what departments report are two columns. */
export function Goals({ board }: { board: BoardData }) {
  const { t, label } = useWords()
  const { name } = useOffices()
  const priorityName = usePriorityName()
  if (board.goals.length === 0) return null
  const amount = (figure: string | null | undefined, value: number | null | undefined) =>
    value === null || value === undefined ? '–' : figure?.startsWith('money_') ? yuan(value) : count(value)
  return (
    <section className="card">
      <h2>{t('board.goals')}</h2>
      <table className="simple">
        <thead>
          <tr>
            <th>{t('filter.priority')}</th>
            <th>{t('board.goal.lead')}</th>
            <th>{t('board.goal')}</th>
            <th className="num">{t('board.goal.target')}</th>
            <th className="num">{t('board.goal.counted')}</th>
            <th className="num">{t('board.goal.reported')}</th>
          </tr>
        </thead>
        <tbody>
          {board.goals.map((goal, index) => (
            <tr key={`${goal.priority}${index}`}>
              <td>{priorityName(goal.priority)}</td>
              <td>{name(goal.lead_department)}</td>
              <td>
                {goal.text}
                {goal.figure && goal.counted !== null && goal.counted !== undefined && (
                  <span className="soft"> {label('BoardMeasure', goal.figure)}</span>
                )}
              </td>
              <td className="num">{amount(goal.figure, goal.target)}</td>
              <td className="num">
                {goal.figure && goal.counted !== null && goal.counted !== undefined ? (
                  <Figure measure={goal.figure} value={goal.counted} place={{ priority: goal.priority }} />
                ) : (
                  '–'
                )}
              </td>
              <td className="num">
                {amount(goal.figure, goal.reported)}
                {goal.reported_at && <span className="soft"> {day(goal.reported_at)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
