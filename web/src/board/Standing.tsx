import { Link } from 'react-router'
import { useOffices } from '../api/lookups'
import { count, yuan } from '../format/money'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { codesOf } from '../i18n/text'
import { pluralOf } from '../record/kinds'
import { distinct, overdueOf, usePriorityName, type BoardData } from './calls'
import { useOpens } from './Figure'

/** What is overdue, by department and kind. */
export function Overdue({ board }: { board: BoardData }) {
  const { t, label } = useWords()
  const { name } = useOffices()
  const opens = useOpens()
  const kinds = distinct(board.overdue.map((late) => late.kind))
  const departments = distinct(board.overdue.map((late) => late.department ?? null))
  const of = (kind: string, department?: string | null) =>
    board.overdue
      .filter((late) => late.kind === kind && (department === undefined || (late.department ?? null) === department))
      .reduce((sum, late) => sum + late.overdue, 0)
  const door = (kind: string, value: number, department?: string | null) =>
    !value ? (
      <span className="board-nought">0</span>
    ) : opens ? (
      <Link
        to={overdueOf(pluralOf(kind), department, board.campaign?.id)}
        className="board-late"
        data-measure={`overdue_${kind}`}
      >
        {count(value)}
      </Link>
    ) : (
      <span className="board-late">{count(value)}</span>
    )
  return (
    <section className="card">
      <h2>{t('board.overdue')}</h2>
      {kinds.length === 0 ? (
        <div className="card-body soft">{t('board.overdue.none')}</div>
      ) : (
        <div className="board-scroll">
          <table className="simple">
            <thead>
              <tr>
                <th>{t('filter.department')}</th>
                {kinds.map((kind) => (
                  <th key={kind} className="num">
                    {label('Kind', kind)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {departments.map((department) => (
                <tr key={department ?? ''}>
                  <th scope="row">{department ? name(department) : t('board.no_department')}</th>
                  {kinds.map((kind) => (
                    <td key={kind} className="num">
                      {door(kind, of(kind, department), department)}
                    </td>
                  ))}
                </tr>
              ))}
              <tr className="board-sum">
                <th scope="row">{t('board.total')}</th>
                {kinds.map((kind) => (
                  <td key={kind} className="num">
                    {/* A campaign's leads are those of its priorities, which no list of overdue leads is narrowed to. */}
                    {kind === 'lead' && board.campaign ? count(of(kind)) : door(kind, of(kind))}
                  </td>
                ))}
              </tr>
            </tbody>
          </table>
        </div>
      )}
    </section>
  )
}

const MONEY = ['due', 'paid', 'paid_verified', 'remitted', 'outstanding', 'written_off', 'avoided'] as const

/** Money to get back: each amount by itself, with a bar against what is due. */
export function Money({ board }: { board: BoardData }) {
  const { t } = useWords()
  const opens = useOpens()
  const money = board.recovered
  const all = `/recoveries${board.campaign ? `?campaign=${board.campaign.id}` : ''}`
  const top = Math.max(1, ...MONEY.map((key) => money[key]))
  return (
    <section className="card">
      <h2 className="spread">
        {t('board.money')}
        {money.recoveries > 0 &&
          (opens ? (
            <Link to={all} className="board-all" data-measure="recoveries">
              {t('figure.recoveries.recoveries')} {count(money.recoveries)}
            </Link>
          ) : (
            <span className="board-all">
              {t('figure.recoveries.recoveries')} {count(money.recoveries)}
            </span>
          ))}
      </h2>
      {money.recoveries === 0 ? (
        <div className="card-body soft">{t('board.money.none')}</div>
      ) : (
        <table className="simple">
          <tbody>
            {MONEY.map((key) => (
              <tr key={key}>
                <td style={{ width: 150 }}>{t(`figure.recoveries.${key}` as MessageKey)}</td>
                <td>
                  <Bar share={money[key] / top} quiet={key !== 'paid_verified'} />
                </td>
                <td className="num" style={{ width: 120 }}>
                  {/* Each is a sum over the same recoveries. */}
                  {money[key] && opens ? <Link to={all}>{yuan(money[key])}</Link> : yuan(money[key])}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

/** Rules of which anything was concluded, the best first. */
export function RuleYields({ board }: { board: BoardData }) {
  const { t, label } = useWords()
  const priorityName = usePriorityName()
  const opens = useOpens()
  const told = board.yields.filter((rule) => rule.concluded > 0)
  const waiting = board.yields.length - told.length
  const outcomes = (list: string) => codesOf(list).join(',')
  const door = (rule: string, outcome: string, value: number) =>
    value && opens ? <Link to={`/leads?rule=${rule}&outcome=${outcome}`}>{count(value)}</Link> : count(value)
  const both = `${outcomes('Nature')},${outcomes('ClearReason')}`
  told.sort((one, other) => (other.per_mille ?? 0) - (one.per_mille ?? 0))
  return (
    <section className="card">
      <h2>{t('board.yields')}</h2>
      {told.length === 0 ? (
        <div className="card-body soft">{t('board.yields.none')}</div>
      ) : (
        <table className="simple">
          <thead>
            <tr>
              <th>{t('filter.rule')}</th>
              <th>{t('filter.priority')}</th>
              <th className="num">{t('yields.confirmed')}</th>
              <th className="num">{t('yields.concluded')}</th>
              <th style={{ width: 140 }}>{t('yields.share')}</th>
              <th>{t('yields.standing')}</th>
            </tr>
          </thead>
          <tbody>
            {told.map((rule) => (
              <tr key={rule.rule}>
                <td>
                  <span className="soft">{rule.rule}</span> {rule.title}
                </td>
                <td>{priorityName(rule.priority)}</td>
                <td className="num">{door(rule.rule, outcomes('Nature'), rule.confirmed)}</td>
                <td className="num">{door(rule.rule, both, rule.concluded)}</td>
                <td>
                  <span className="board-share">
                    <Bar share={(rule.per_mille ?? 0) / 1000} />
                    <span className="num">{((rule.per_mille ?? 0) / 10).toFixed(1)}%</span>
                  </span>
                </td>
                <td>{label('YieldStanding', rule.standing)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {told.length > 0 && waiting > 0 && (
        <div className="card-body soft">{t('board.yields.waiting', { count: waiting })}</div>
      )}
    </section>
  )
}

/** How much of a whole, beside the number that says it. */
export function Bar({ share, quiet }: { share: number; quiet?: boolean }) {
  const width = Math.max(0, Math.min(1, share))
  return (
    <svg className="board-bar" aria-hidden="true" viewBox="0 0 100 8" preserveAspectRatio="none">
      <rect className="board-bar-all" width="100" height="8" />
      <rect className={quiet ? 'board-bar-quiet' : 'board-bar-part'} width={width * 100} height="8" />
    </svg>
  )
}
