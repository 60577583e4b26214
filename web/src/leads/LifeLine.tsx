import { MinusOutlined, PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Segmented, Spin } from 'antd'
import { useMemo, useState } from 'react'
import { get } from '../api/http'
import { allowed } from '../api/operations'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useMe } from '../session/me'
import type { Hit, Lead } from './calls'
import { sourceKey } from './evidence'
import { LifeChart, type At } from './LifeChart'
import { LifeTable, lastingText } from './LifeTable'
import {
  conflicts,
  firstWindow,
  monthText,
  restedOn,
  wholeWindow,
  zoomed,
  type LifeLane,
  type LifeRow,
  type Window,
} from './life-line'
import './life.css'

/** What the datasets say of the subject over time: who looks at it leaves a trace, so it is asked for once a visit. */
export function LifeLine({ lead, hits }: { lead: Lead; hits: Hit[] }) {
  const me = useMe()
  const { t } = useWords()
  const can = allowed(me.role, 'GET /leads/{id}/life-line')
  const found = useQuery({
    queryKey: ['life-line', String(lead.id)],
    enabled: can,
    staleTime: Infinity,
    queryFn: ({ signal }) => get<LifeLane[]>(`/leads/${lead.id}/life-line`, undefined, signal),
  })
  if (!can) return null
  return (
    <section className="card life no-print" id="life-line">
      {found.isError ? (
        <>
          <h2>{t('life.title')}</h2>
          <div className="card-body">
            <ProblemNote problem={found.error} retry={() => void found.refetch()} />
          </div>
        </>
      ) : !found.data ? (
        <Spin style={{ margin: 24 }} />
      ) : (
        <Lanes lanes={found.data} hits={hits} />
      )}
    </section>
  )
}

function Lanes({ lanes: all, hits }: { lanes: LifeLane[]; hits: Hit[] }) {
  const { t } = useWords()
  const lanes = useMemo(
    () => [...all].sort((one, other) => Number(other.payment) - Number(one.payment)).filter((lane) => lane.rows.length),
    [all],
  )
  const first = useMemo(() => firstWindow(lanes, hits), [lanes, hits])
  const whole = useMemo(() => wholeWindow(lanes, first), [lanes, first])
  const shaded = useMemo(() => conflicts(lanes), [lanes])
  const hitRows = useMemo(() => restedOn(hits), [hits])
  const [shown, show] = useState<Window>(first)
  const [at, setAt] = useState<At>()
  const [view, setView] = useState<'chart' | 'table'>('chart')
  const lane = at && lanes[at.lane]
  const row = lane?.rows[at?.row ?? 0]
  const begin = shaded[0]
  const end = shaded.at(-1)
  return (
    <>
      <h2 className="spread">
        <span>
          {t('life.title')}
          {begin !== undefined && end !== undefined && (
            <span className="life-sum">
              {t('life.conflicts', { count: shaded.length, from: monthText(begin), to: monthText(end) })}
            </span>
          )}
        </span>
        <span className="row">
          {view === 'chart' && (
            <>
              <Button size="small" onClick={() => show(first)}>
                {t('life.paid_time')}
              </Button>
              <Button size="small" onClick={() => show(whole)}>
                {t('life.whole')}
              </Button>
              <Button
                size="small"
                icon={<PlusOutlined />}
                aria-label={t('life.closer')}
                title={t('life.closer')}
                onClick={() => show(zoomed(shown, whole, 0.67))}
              />
              <Button
                size="small"
                icon={<MinusOutlined />}
                aria-label={t('life.wider')}
                title={t('life.wider')}
                onClick={() => show(zoomed(shown, whole, 1.5))}
              />
            </>
          )}
          <Segmented
            size="small"
            aria-label={t('life.view')}
            value={view}
            onChange={setView}
            options={[
              { value: 'chart', label: t('life.as_chart') },
              { value: 'table', label: t('life.as_table') },
            ]}
          />
        </span>
      </h2>
      {lanes.length === 0 ? (
        <div className="card-body soft">{t('life.nothing')}</div>
      ) : view === 'table' ? (
        <LifeTable lanes={lanes} hitRows={hitRows} />
      ) : (
        <>
          <LifeChart {...{ lanes, shaded, hitRows, shown, whole, show, at, setAt }} />
          <Told lane={lane} row={row} hit={!!row && hitRows.has(sourceKey(row.source))} />
          <Legend />
        </>
      )}
    </>
  )
}

/** The row that the pointer or the arrows are at. */
function Told({ lane, row, hit }: { lane: LifeLane | undefined; row: LifeRow | undefined; hit: boolean }) {
  const words = useWords()
  const { t, language } = words
  return (
    <div className="life-told" id="life-told" aria-live="polite">
      {!lane || !row ? (
        <span className="soft">{t('life.hint')}</span>
      ) : (
        <>
          <div className="row">
            <b>{language === 'zh' ? lane.title : lane.title_en}</b>
            <span>{lastingText(row, words)}</span>
            {hit && <mark>{t('life.hit')}</mark>}
            <span className="soft">
              {row.source.file} {row.source.sheet} {t('lead.row', { row: row.source.row })}
            </span>
          </div>
          <div className="row life-cells">
            {lane.columns
              .filter((column) => row.cells[column.code])
              .map((column) => (
                <span key={column.code}>
                  <span className="soft">{column.header}</span> {row.cells[column.code]}
                  {column.unit && ` ${column.unit}`}
                </span>
              ))}
          </div>
        </>
      )}
    </div>
  )
}

function Legend() {
  const { t } = useWords()
  return (
    <div className="life-legend soft">
      <span>
        <i className="life-key life-key-paid" /> {t('life.key.paid')}
      </span>
      <span>
        <i className="life-key life-key-hit" /> {t('life.hit')}
      </span>
      <span>
        <i className="life-key life-key-conflict" /> {t('life.key.conflict')}
      </span>
      <span>
        <i className="life-key life-key-fact" /> {t('life.key.fact')}
      </span>
      <span>◆ {t('life.key.day')}</span>
      <span className="grow" />
      <span>{t('life.keys')}</span>
    </div>
  )
}
