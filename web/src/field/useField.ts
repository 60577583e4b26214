import { useCallback, useEffect } from 'react'
import { markPhone } from '../session/phone'
import { useMe } from '../session/me'
import { useWords } from '../i18n/text'
import { load, setReached } from './keeper'
import { dropStale, readPlan, sendAll } from './sender'
import { dropAll, keepPerson, personKept } from './store'

/** How often what waits is tried again while the page is open. */
const AGAIN = 20_000

/** Opens what is kept on this phone, renews it, and sends what waits: now, when the network is back, and again and again. */
export function useField() {
  const me = useMe()
  const { t } = useWords()
  const resume = t('field.resume')
  const { login } = me
  const send = useCallback(() => sendAll(login, resume), [login, resume])

  useEffect(() => {
    let over = false
    const begin = async () => {
      const before = await personKept().catch(() => undefined)
      if (before && before.login !== me.login) await dropAll()
      markPhone(me.login)
      await keepPerson(me).catch(() => undefined)
      // The browser is asked not to clear it away when it wants room.
      void navigator.storage?.persist?.()
      await load()
      if (over) return
      if (!navigator.onLine) setReached(false)
      await dropStale()
      await readPlan(me.login).catch(() => undefined)
      if (!over) await send()
    }
    void begin()
    return () => {
      over = true
    }
  }, [me, send])

  const refresh = useCallback(async () => {
    await readPlan(login)
    await send()
  }, [login, send])

  useEffect(() => {
    const again = () => void send()
    const back = () => void refresh().catch(() => undefined)
    const gone = () => setReached(false)
    const seen = () => document.visibilityState === 'visible' && again()
    window.addEventListener('online', back)
    window.addEventListener('offline', gone)
    document.addEventListener('visibilitychange', seen)
    const timer = setInterval(again, AGAIN)
    return () => {
      window.removeEventListener('online', back)
      window.removeEventListener('offline', gone)
      document.removeEventListener('visibilitychange', seen)
      clearInterval(timer)
    }
  }, [send, refresh])

  return { send, refresh }
}
