import { App } from 'antd'
import { Link } from 'react-router'
import { Switches } from '../parts/Switches'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { useSignOut } from '../session/calls'
import { useMe } from '../session/me'
import { clearPhone } from '../session/phone'
import { useDeeds } from './context'
import { useShown } from './keeper'
import { unsent } from './outbox'

export function Menu({ close, ready }: { close: () => void; ready: boolean | undefined }) {
  const { t, label } = useWords()
  const me = useMe()
  const { modal, message } = App.useApp()
  const { refresh } = useDeeds()
  const { kept, reached } = useShown()
  const signOut = useSignOut()

  async function clear() {
    const left = kept.filter(unsent).length
    const sure = await modal.confirm({ title: t('field.clear.sure', { count: count(left) }), okText: t('field.clear') })
    if (!sure) return
    await clearPhone()
    location.assign('/')
  }
  async function leave() {
    if (!reached) {
      void message.warning(t('field.sign_out.offline'))
      return
    }
    await signOut(false)
  }
  return (
    <div className="field-menu">
      <div className="field-menu-who">
        <span>
          <b>{me.name}</b> <span className="soft">{label('Role', me.role)}</span>
        </span>
        <Switches />
      </div>
      <button
        type="button"
        className="field-menu-item"
        onClick={() => {
          close()
          refresh().catch(() => void message.warning(t('problem.unreachable')))
        }}
      >
        {t('field.refresh')}
      </button>
      <Link className="field-menu-item" to="/inspections">
        {t('field.console')}
      </Link>
      <button type="button" className="field-menu-item" onClick={() => void clear()}>
        {t('field.clear')}
      </button>
      <button type="button" className="field-menu-item" onClick={() => void leave()}>
        {t('shell.sign_out')}
      </button>
      {ready !== undefined && <p className="field-menu-note soft">{ready ? t('field.ready') : t('field.not_ready')}</p>}
    </div>
  )
}
