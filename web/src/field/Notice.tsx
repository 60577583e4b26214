import { App } from 'antd'
import { Link, useNavigate } from 'react-router'
import { get } from '../api/http'
import { minute } from '../format/time'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { Conflict } from './Conflict'
import { useDeeds } from './context'
import { drop } from './keeper'
import { remaining } from './outbox'
import type { Kept } from './types'

/** What there is to say about sending: what it waits for, what was refused, that it has arrived. */
export function Notice({ kept, closed }: { kept: Kept; closed: boolean }) {
  const { t, label } = useWords()
  const { phase, record } = kept
  const { send } = useDeeds()
  if (phase.is === 'conflict') return <Conflict kept={kept} />
  if (phase.is === 'waiting' || phase.is === 'sending') {
    const why: MessageKey = `field.why.${(phase.is === 'waiting' && phase.why) || 'none'}`
    return (
      <div className="field-note is-waiting" role="status">
        <p>
          <b>{t(phase.is === 'sending' ? 'field.phase.sending' : 'field.phase.waiting')}</b>{' '}
          {t('field.left', { count: remaining(kept) })}
        </p>
        {phase.is === 'waiting' && <p>{t(why)}</p>}
        {phase.is === 'waiting' && phase.why === 'session' && <SignIn />}
        {phase.is === 'waiting' && phase.why !== 'session' && (
          <button type="button" className="field-button" onClick={() => void send()}>
            {t('field.send_now')}
          </button>
        )}
      </div>
    )
  }
  if (phase.is === 'refused') {
    const said = phase.said.code === 'no_file' ? t('field.refused.no_file') : phase.said.detail
    return (
      <div className="field-note is-wrong" role="alert">
        <p>
          <b>{t('field.phase.refused')}</b> {phase.item && t('field.refused.item', { item: phase.item })}
        </p>
        <p>{said}</p>
      </div>
    )
  }
  if (phase.is === 'sent' && phase.goal === 'whole') {
    return (
      <div className="field-note is-sent" role="status">
        <p>
          <b>{t('field.phase.sent')}</b> {minute(phase.at)}
        </p>
        <p>{t('field.sent.what')}</p>
        <Link className="field-button" to={`/inspections/${kept.id}`}>
          {t('field.sent.open')}
        </Link>
      </div>
    )
  }
  if (closed) {
    return (
      <div className="field-note is-wrong">
        <p>{t('field.closed', { state: label('InspectionState', record.state) })}</p>
        <Discard id={kept.id} />
      </div>
    )
  }
  return null
}

/** Signing in stands over the page (session/Expiry) when something is asked for that wants a session. */
function SignIn() {
  const { t } = useWords()
  const { send } = useDeeds()
  return (
    <button
      type="button"
      className="field-button is-main"
      onClick={() => void get('/inspections', { limit: 1 }).then(send, () => undefined)}
    >
      {t('field.sign_in')}
    </button>
  )
}

export function Discard({ id }: { id: number }) {
  const { t } = useWords()
  const { modal } = App.useApp()
  const navigate = useNavigate()
  async function sure() {
    if (!(await modal.confirm({ title: t('field.discard.sure'), okText: t('field.discard') }))) return
    void navigate('/field')
    await drop(id)
  }
  return (
    <button type="button" className="field-button" onClick={() => void sure()}>
      {t('field.discard')}
    </button>
  )
}
