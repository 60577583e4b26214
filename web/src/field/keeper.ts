// The inspections on this phone as the pages see them: read from the browser's database once, written there with every change.
import { useSyncExternalStore } from 'react'
import { filesOf } from './draft'
import { edit as edited } from './outbox'
import { dropFiles, dropInspection, inspectionsKept, keepFile, keepInspection } from './store'
import { LOCAL, type Draft, type Kept } from './types'

export interface Shown {
  ready: boolean
  /** The database of this browser cannot be used: private mode, or no room. */
  failed: boolean
  kept: readonly Kept[]
  /** Whether the server was reached at the last try. */
  reached: boolean
}

let shown: Shown = { ready: false, failed: false, kept: [], reached: true }
const listeners = new Set<() => void>()
function show(next: Partial<Shown>) {
  shown = { ...shown, ...next }
  listeners.forEach((listener) => listener())
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}

export const useShown = (): Shown => useSyncExternalStore(subscribe, () => shown)
export const all = (): readonly Kept[] => shown.kept
export const one = (id: number): Kept | undefined => shown.kept.find((kept) => kept.id === id)
export const setReached = (reached: boolean) => reached !== shown.reached && show({ reached })

let writes = 0

/** Reads what is kept, unless something is written meanwhile: another page of this browser may have gone on with it. */
export async function load() {
  const before = writes
  try {
    // What was going out when the page ended waits again.
    const kept = (await inspectionsKept()).map((one) =>
      one.phase.is === 'sending' ? { ...one, phase: { is: 'waiting' as const, goal: one.phase.goal } } : one,
    )
    if (writes === before) show({ ready: true, failed: false, kept })
  } catch {
    show({ ready: true, failed: true })
  }
}

/** Shown at once, and written; that it could not be written is shown as well, since nothing must seem kept that is not. */
export async function put(kept: Kept) {
  writes += 1
  const others = shown.kept.filter((other) => other.id !== kept.id)
  show({ kept: [...others, kept] })
  try {
    await keepInspection(kept)
  } catch {
    show({ failed: true })
  }
}

export const edit = (kept: Kept, change: (draft: Draft) => Draft, fresh: Draft) =>
  put(edited(one(kept.id) ?? kept, change, fresh))

/** Keeps a picture on this phone; what it is called here until the server has it. */
export async function addFile(inspection: number, name: string, blob: Blob): Promise<string> {
  const random = [...crypto.getRandomValues(new Uint32Array(3))].map((part) => part.toString(36)).join('')
  const ref = `${LOCAL}${random}`
  try {
    await keepFile({ ref, inspection, name, blob })
  } catch (error) {
    show({ failed: true })
    throw error
  }
  return ref
}

/** Files that the draft names no more are deleted here. */
export const tidy = (kept: Kept) => dropFiles(kept.id, kept.draft ? filesOf(kept.draft) : [])

export async function drop(id: number) {
  writes += 1
  await dropInspection(id)
  show({ kept: shown.kept.filter((kept) => kept.id !== id) })
}
