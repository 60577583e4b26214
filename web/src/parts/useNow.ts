import { useSyncExternalStore } from 'react'

// One clock for all "in three days" on the page; it moves once a minute.
let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
function subscribe(listener: () => void) {
  listeners.add(listener)
  timer ??= setInterval(() => {
    now = Date.now()
    listeners.forEach((told) => told())
  }, 60_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer) {
      clearInterval(timer)
      timer = undefined
    }
  }
}
export const useNow = () => useSyncExternalStore(subscribe, () => now)
