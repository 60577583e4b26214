import { useQuery } from '@tanstack/react-query'
import { Button, Divider } from 'antd'
import { useState } from 'react'
import { answer, api } from '../api/client'
import { ProblemNote } from '../parts/ProblemNote'
import { useWords } from '../i18n/text'
import { keepWanted } from './wanted'

/** A way in by the office's identity provider, where the server says that there is one. */
export function SingleSignOn() {
  const { t } = useWords()
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  const found = useQuery({
    queryKey: ['session', 'oidc'],
    staleTime: Infinity,
    retry: false,
    queryFn: () => answer(api.GET('/api/v1/session/oidc')),
  })
  if (!found.data?.enabled) return null
  async function begin() {
    setBusy(true)
    setProblem(undefined)
    try {
      const { address } = await answer(api.POST('/api/v1/session/oidc'))
      keepWanted()
      location.assign(address)
    } catch (error) {
      setProblem(error)
      setBusy(false)
    }
  }
  return (
    <>
      <Divider plain>{t('session.or')}</Divider>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Button block loading={busy} onClick={() => void begin()}>
        {found.data.label || t('session.provider')}
      </Button>
    </>
  )
}
