import { useCallback, useSyncExternalStore } from 'react'

// What a person prefers on this machine: language, light or dark, columns, views. Nothing of a record is kept here.
const listeners = new Set<() => void>()
const PREFIX = 'qingyuan.'
const parsed = new Map<string, [string | null, unknown]>()

export function readPreference<T>(key: string, initial: T): T {
  const text = localStorage.getItem(PREFIX + key)
  const known = parsed.get(key)
  if (known && known[0] === text) return (known[1] ?? initial) as T
  let value: unknown
  try {
    value = text === null ? undefined : JSON.parse(text)
  } catch {
    value = undefined
  }
  parsed.set(key, [text, value])
  return (value ?? initial) as T
}

export function writePreference<T>(key: string, value: T) {
  localStorage.setItem(PREFIX + key, JSON.stringify(value))
  listeners.forEach((listener) => listener())
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  window.addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', listener)
  }
}

/** `initial` has to be the same value every time. */
export function usePreference<T>(key: string, initial: T): [T, (value: T) => void] {
  const value = useSyncExternalStore(subscribe, () => readPreference(key, initial))
  const set = useCallback((next: T) => writePreference(key, next), [key])
  return [value, set]
}
