import { QuestionOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Fragment } from 'react'
import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'

const KEYS: [string, MessageKey][] = [
  ['/', 'help.search'],
  ['j  k  ↓  ↑', 'help.move'],
  ['Home  End  PgUp  PgDn', 'help.ends'],
  ['Enter', 'help.open'],
  ['x', 'help.select'],
  ['e', 'help.act'],
  ['Ctrl+Enter', 'help.send'],
  ['F8  Shift+F8', 'help.fault'],
  ['Esc', 'help.close'],
  ['?', 'help.help'],
]

export function Help({ open, setOpen }: { open: boolean; setOpen: (open: boolean) => void }) {
  const { t } = useWords()
  return (
    <>
      <Button
        type="text"
        icon={<QuestionOutlined />}
        aria-label={t('help.title')}
        title={t('help.title')}
        onClick={() => setOpen(true)}
      />
      <SidePanel open={open} onClose={() => setOpen(false)} title={t('help.title')} size={380} destroyOnHidden>
        <div className="keys">
          {KEYS.map(([key, text]) => (
            <Fragment key={key}>
              <span>
                {key.split('  ').map((one) => (
                  <kbd key={one} style={{ marginRight: 4 }}>
                    {one}
                  </kbd>
                ))}
              </span>
              <span>{t(text)}</span>
            </Fragment>
          ))}
        </div>
        <h2 style={{ margin: '20px 0 6px' }}>{t('help.house')}</h2>
        <p className="soft">{t('help.house.text')}</p>
      </SidePanel>
    </>
  )
}
