import { LeftOutlined, MoreOutlined } from '@ant-design/icons'
import { Alert } from 'antd'
import { useState } from 'react'
import { Link, Outlet, useParams } from 'react-router'
import { count } from '../format/money'
import { useWords } from '../i18n/text'
import { FieldContext } from './context'
import { useShown } from './keeper'
import { Menu } from './Menu'
import { useField } from './useField'
import { useWorker } from './worker'
import './field.css'

/** The app on a phone: a bar, how it stands with network and sending, and one page. */
export function Frame() {
  const { t } = useWords()
  const { id } = useParams()
  const deeds = useField()
  const ready = useWorker()
  const { reached, kept, failed } = useShown()
  const [menu, setMenu] = useState(false)
  const waiting = kept.filter(({ phase }) => phase.is === 'waiting' || phase.is === 'sending').length
  return (
    <FieldContext.Provider value={deeds}>
      <div className="field">
        <header className="field-top">
          <div className="field-bar">
            {id ? (
              <Link to="/field" className="field-icon" aria-label={t('field.back')}>
                <LeftOutlined />
              </Link>
            ) : (
              <img src="/mark.svg" width="24" height="24" alt="" className="field-mark" />
            )}
            <h1>{t('field.title')}</h1>
            <button
              type="button"
              className="field-icon"
              aria-label={t('field.menu')}
              aria-expanded={menu}
              onClick={() => setMenu(!menu)}
            >
              <MoreOutlined />
            </button>
          </div>
          <div className={`field-net ${reached ? 'is-on' : 'is-off'}`} role="status">
            <span>{reached ? t('field.online') : t('field.offline')}</span>
            {waiting > 0 && <b>{t('field.waiting.count', { count: count(waiting) })}</b>}
          </div>
          {menu && <Menu close={() => setMenu(false)} ready={ready} />}
        </header>
        <main className="field-main">
          {failed && <Alert type="error" showIcon title={t('field.failed')} />}
          <Outlet />
        </main>
      </div>
    </FieldContext.Provider>
  )
}
