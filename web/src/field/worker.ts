import { useEffect, useState } from 'react'

/** Whether the app opens without a network: the browser allows it, and the worker (sw.js) has its files. */
export function useWorker(): boolean | undefined {
  const [ready, setReady] = useState<boolean>()
  useEffect(() => {
    if (!import.meta.env.PROD || !navigator.serviceWorker) {
      queueMicrotask(() => setReady(false))
      return
    }
    navigator.serviceWorker
      .register('/sw.js', { scope: '/field' })
      .then(() => navigator.serviceWorker.ready)
      .then(() => setReady(true))
      .catch(() => setReady(false))
  }, [])
  return ready
}
