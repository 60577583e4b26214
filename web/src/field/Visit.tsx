import { App, Spin } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import { day } from '../format/time'
import { useWords } from '../i18n/text'
import { draftOf } from './draft'
import { edit, one, tidy, useShown } from './keeper'
import { Items } from './Items'
import { Notice } from './Notice'
import { SendBar } from './SendBar'
import { Signing } from './Signing'
import { SpotField } from './SpotField'
import { ON_THE_SPOT, type Draft, type Kept } from './types'

/** An inspection on the phone. */
export function Visit() {
  const { t } = useWords()
  const { id } = useParams()
  const { ready, kept } = useShown()
  const found = kept.find((one) => String(one.id) === id)
  if (!ready) return <Spin style={{ margin: 40 }} />
  if (!found) {
    return (
      <div className="empty">
        <b>{t('field.no_such')}</b>
      </div>
    )
  }
  return <Sheet key={found.id} kept={found} />
}

/** Changes what is written; every change is on the phone at once. */
export type Change = (change: (draft: Draft) => Draft) => void

function Sheet({ kept }: { kept: Kept }) {
  const { t, label } = useWords()
  const { modal } = App.useApp()
  const [begun, setBegun] = useState(false)
  const { record, draft, phase } = kept
  const { visit } = record
  const closed = !ON_THE_SPOT.includes(record.state)
  const change: Change = (deed) => {
    const latest = one(kept.id) ?? kept
    void edit(latest, deed, draftOf(latest.record, day(new Date())))
  }
  const whole = phase.is === 'sent' && phase.goal === 'whole'
  const locked = closed || phase.is === 'sending' || phase.is === 'conflict'
  const signed = draft?.signing?.is === 'signed' && !!draft.signing.picture

  async function unlock() {
    if (!(await modal.confirm({ title: t('field.signing.locked'), okText: t('field.signing.unlock') }))) return
    change((was) => ({ ...was, signing: was.signing && { ...was.signing, picture: undefined } }))
    const now = one(kept.id)
    if (now) void tidy(now)
  }

  return (
    <>
      <section className="field-about">
        <h2>{visit.inspected.name}</h2>
        <p>{record.title}</p>
        <p className="soft">
          {record.number} · {label('InspectionState', record.state)} · {t('field.on_day', { day: visit.on })}
        </p>
      </section>
      <Notice kept={kept} closed={closed && !whole} />
      {!whole && !draft && !begun && record.state === 'planned' && (
        <button
          type="button"
          className="field-button is-main"
          onClick={() => {
            setBegun(true)
            change((was) => was)
          }}
        >
          {t('field.start')}
        </button>
      )}
      {!whole && (draft || begun || record.state !== 'planned') && (
        <>
          {signed && !locked && (
            <div className="field-note">
              <p>{t('field.signing.locked')}</p>
              <button type="button" className="field-button" onClick={() => void unlock()}>
                {t('field.signing.unlock')}
              </button>
            </div>
          )}
          <Items kept={kept} change={change} locked={locked || signed} />
          <SpotField draft={draft} change={change} locked={locked || signed} />
          <section className="field-section">
            <h3>
              <label htmlFor="summary">{t('field.summary')}</label>
            </h3>
            <textarea
              id="summary"
              className="field-text"
              rows={3}
              maxLength={2000}
              disabled={locked || signed}
              value={draft?.summary ?? ''}
              onChange={(event) => {
                const summary = event.target.value
                change((was) => ({ ...was, summary }))
              }}
            />
          </section>
          <Signing kept={kept} change={change} locked={locked} />
          {!closed && <SendBar kept={kept} />}
        </>
      )}
    </>
  )
}
