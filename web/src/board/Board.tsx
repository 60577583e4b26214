import { Button, Select, Spin } from 'antd'
import { Link, useSearchParams } from 'react-router'
import { CampaignChoice } from '../form/CampaignChoice'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useNow } from '../parts/useNow'
import { isEmpty, useBoard } from './calls'
import { Doors, useOpens } from './Figure'
import { FigureTable } from './FigureTable'
import { Goals } from './Goals'
import { offeredDays } from './days'
import { Money, Overdue, RuleYields } from './Standing'
import { Towns } from './Towns'
import { Trends } from './Trends'
import './board.css'

/** The campaign's work at a glance: what stands in the address is what is asked for. */
export function Board() {
  const { t } = useWords()
  const [search, setSearch] = useSearchParams()
  const campaign = search.get('campaign') ?? undefined
  const days = search.get('days') ?? undefined
  const board = useBoard({ campaign, days })
  const opens = useOpens()
  const now = useNow()
  function set(name: string, value: string | undefined) {
    const next = new URLSearchParams(search)
    if (value) next.set(name, value)
    else next.delete(name)
    setSearch(next, { replace: true })
  }
  const usual = { value: '', label: t('board.days.usual') }
  const periods = [usual, ...offeredDays(now).map((one) => ({ value: one.days, label: t(one.text) }))]
  if (days && !periods.some((one) => one.value === days))
    periods.push({ value: days, label: days.replace('..', ' – ') })
  const data = board.data?.board
  return (
    <div className="page board">
      <div className="spread">
        <h1>{t('nav.board')}</h1>
        <div className="row">
          <CampaignChoice
            label={t('board.of')}
            none={t('board.district')}
            value={campaign}
            choose={(chosen) => set('campaign', chosen)}
            enabled={opens}
          />
          <Select
            style={{ minWidth: 170 }}
            aria-label={t('board.days')}
            value={days ?? ''}
            onChange={(value) => set('days', value || undefined)}
            options={periods}
          />
          <Link to={`/wall${search.size ? `?${search.toString()}` : ''}`}>
            <Button>{t('board.wall')}</Button>
          </Link>
        </div>
      </div>
      {board.isError && <ProblemNote problem={board.error} retry={() => void board.refetch()} />}
      {!data ? (
        board.isPending && <Spin />
      ) : (
        <Doors.Provider value={board.data?.doors ?? []}>
          <div className="soft">
            {t('board.days.told', { from: data.from, until: data.until })} · {t('board.at', { at: minute(data.at) })}
          </div>
          {isEmpty(data) ? (
            <div className="card empty">
              <b>{t('board.empty')}</b>
              {t('board.empty.what')}
            </div>
          ) : (
            <>
              <Goals board={data} />
              <FigureTable board={data} />
              <Trends board={data} />
              <div className="board-two">
                <Towns board={data} />
                <div className="board-column">
                  <Overdue board={data} />
                  <Money board={data} />
                </div>
              </div>
              <RuleYields board={data} />
            </>
          )}
        </Doors.Provider>
      )}
    </div>
  )
}
