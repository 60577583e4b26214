import { Spin } from 'antd'
import { Link } from 'react-router'
import { byPriority, distinct, doorOf, listOf, useBoard, usePriorityName, type Answer } from '../board/calls'
import { count } from '../format/money'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { Spark } from '../parts/Spark'

const TOLD = ['issues_found', 'issues_closed', 'complaints_received', 'leads_confirmed']

/** The priorities' last twelve months beside each other, of one scale; the words below are this month's figures. */
export function PriorityTrends() {
  const { t } = useWords()
  const board = useBoard({})
  return (
    <section className="card">
      <h2 className="spread">
        {t('bench.trends')}
        <Link to="/board" className="bench-more">
          {t('nav.board')}
        </Link>
      </h2>
      {board.data ? (
        <Multiples answer={board.data} />
      ) : board.isError ? (
        <ProblemNote problem={board.error} retry={() => void board.refetch()} />
      ) : (
        <div className="card-body">
          <Spin size="small" />
        </div>
      )}
    </section>
  )
}

function Multiples({ answer }: { answer: Answer }) {
  const { t } = useWords()
  const priorityName = usePriorityName()
  const { board, doors } = answer
  const shown = board.trends.filter((trend) => TOLD.includes(trend.measure))
  const priorities = distinct(shown.map((trend) => trend.priority ?? null))
    .filter((priority) => priority !== null)
    .sort(byPriority)
  const of = (priority: string, measure: string) =>
    shown.find((trend) => trend.priority === priority && trend.measure === measure)?.values ?? board.months.map(() => 0)
  const top = Math.max(
    1,
    ...priorities.flatMap((priority) => [...of(priority, 'issues_found'), ...of(priority, 'issues_closed')]),
  )
  const month = board.months[board.months.length - 1]
  if (priorities.length === 0) return <div className="card-body soft">{t('bench.trends.none')}</div>
  return (
    <div className="bench-multiples">
      {priorities.map((priority) => {
        const [found, closed] = [of(priority, 'issues_found'), of(priority, 'issues_closed')]
        return (
          <div key={priority}>
            <h3>{priorityName(priority)}</h3>
            <Spark
              columns={found}
              line={closed}
              top={top}
              name={t('bench.trends.aria', {
                priority: priorityName(priority),
                found: found.join(' '),
                closed: closed.join(' '),
              })}
            />
            <div className="bench-months soft">
              <span>{board.months[0]}</span>
              <span>{month}</span>
            </div>
            <div className="bench-told">
              <span className="soft">{t('wall.month')}</span>
              {TOLD.map((measure) => {
                const value = of(priority, measure).at(-1) ?? 0
                const door = doorOf(doors, measure)
                const text = `${t(WORDS[measure] as MessageKey)} ${count(value)}`
                return value && door ? (
                  <Link key={measure} to={listOf(door, { priority, month })}>
                    {text}
                  </Link>
                ) : (
                  <span key={measure} className="soft">
                    {text}
                  </span>
                )
              })}
            </div>
          </div>
        )
      })}
    </div>
  )
}

const WORDS: Record<string, string> = {
  issues_found: 'board.short.issues_found',
  issues_closed: 'board.short.issues_closed',
  complaints_received: 'bench.complaints',
  leads_confirmed: 'bench.leads',
}
