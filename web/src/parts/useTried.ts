import { useState } from 'react'

export interface Tried {
  /** It runs. */
  busy: boolean
  /** What went wrong the last time, for a note beside the form. */
  problem: unknown
  tried: (work: () => Promise<void>) => Promise<void>
  /** One begins anew. */
  forget: () => void
}

/** Work that a person has started here and waits for: that it runs, and what went wrong with it. */
export function useTried(): Tried {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>()
  async function tried(work: () => Promise<void>) {
    setBusy(true)
    setProblem(undefined)
    try {
      await work()
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, tried, forget: () => setProblem(undefined) }
}
