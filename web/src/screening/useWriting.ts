import { useState } from 'react'
import { call } from '../api/http'
import { dropDraft, keepDraft, readDraft } from '../form/draft'
import { useMe } from '../session/me'
import { useTried } from '../parts/useTried'
import type { TextCheck } from './calls'
import type { Written } from './Editor'

/** What is being written, kept on this machine until it is saved, and what the last check of it said. */
export function useWriting(draft: string, initial: Written) {
  const me = useMe()
  const key = `${me.login}/${draft}`
  const [written, setWritten] = useState<Written>(() => readDraft<Written>(key) ?? initial)
  const [check, setCheck] = useState<TextCheck>()
  const { busy, problem, tried } = useTried()
  const changed = written.text !== initial.text || JSON.stringify(written.cases) !== JSON.stringify(initial.cases)

  return {
    written,
    check,
    problem,
    busy,
    changed,
    change(next: Written) {
      setWritten(next)
      keepDraft(key, next)
    },
    checked: (rule: string, priority: string | undefined) =>
      tried(async () => {
        const { data } = await call<TextCheck>('POST', '/rules/checks', { body: { rule, priority, file: written } })
        setCheck(data)
      }),
    save: (work: (file: Written) => Promise<void>) =>
      tried(async () => {
        await work(written)
        dropDraft(key)
      }),
  }
}
