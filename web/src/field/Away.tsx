import { Spin } from 'antd'
import { useEffect, useState, type ReactNode } from 'react'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import type { Me } from '../session/me'
import { personKept } from './store'

interface Props {
  problem: unknown
  retry: () => void
  children: (me: Me) => ReactNode
}

/** The server is not reached: whoever's inspections are on this phone goes on with them. What they send waits for the session. */
export function Away({ problem, retry, children }: Props) {
  const { t } = useWords()
  const [me, setMe] = useState<Me | null>()
  useEffect(() => {
    personKept().then(
      (found) => setMe(found ?? null),
      () => setMe(null),
    )
  }, [])
  if (me === undefined) return <Spin fullscreen delay={300} />
  if (me) return children(me)
  return (
    <main style={{ padding: 16 }}>
      <p>{t('field.away.none')}</p>
      <ProblemNote problem={problem} retry={retry} />
    </main>
  )
}
