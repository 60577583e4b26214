import { useEffect, useRef, useState } from 'react'
import { onExpiry } from '../api/http'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'
import { SignInForm } from './SignInForm'
import type { Me } from './me'

/** The session ended while somebody worked: they sign in over the page, and what waited goes on. */
export function Expiry({ me, entered }: { me: Me; entered: (me: Me) => void }) {
  const { t } = useWords()
  const [open, setOpen] = useState(false)
  const waiting = useRef<(() => void)[]>([])
  useEffect(() => {
    onExpiry(() => {
      setOpen(true)
      return new Promise<void>((resolve) => waiting.current.push(resolve))
    })
    return () => onExpiry(undefined)
  }, [])
  function back(next: Me) {
    entered(next)
    setOpen(false)
    waiting.current.splice(0).forEach((resolve) => resolve())
  }
  return (
    <SidePanel
      open={open}
      title={t('session.expired')}
      size={380}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
    >
      <p className="soft">{t('session.expired.what')}</p>
      <SignInForm login={me.login} entered={back} />
    </SidePanel>
  )
}
