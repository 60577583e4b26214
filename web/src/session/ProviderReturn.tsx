import { useQuery } from '@tanstack/react-query'
import { Button, Form, Input, Spin } from 'antd'
import { useState } from 'react'
import { answer, api } from '../api/client'
import { isProblem } from '../api/http'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { Door } from './SignInPage'
import { takeWanted } from './wanted'

/** The page that the identity provider sends the browser back to. What it gave is handed in once and leaves the address. */
export function ProviderReturn() {
  const { t } = useWords()
  const [given] = useState(() => {
    const search = new URLSearchParams(location.search)
    return { code: search.get('code') ?? '', state: search.get('state') ?? '' }
  })
  const whole = !!given.code && !!given.state
  const back = useQuery({
    queryKey: ['session', 'oidc', 'return', given.state],
    enabled: whole,
    retry: false,
    staleTime: Infinity,
    gcTime: Infinity,
    queryFn: async () => {
      history.replaceState(null, '', location.pathname)
      const me = await answer(api.POST('/api/v1/session/oidc/return', { body: given }))
      location.replace(takeWanted())
      return me
    },
  })
  const wanted = isProblem(back.error) && back.error.body.code === 'code_wanted'
  return (
    <Door title={t('session.title')} note={whole ? undefined : t('session.provider.broken')}>
      {wanted ? (
        <Code />
      ) : back.isError || !whole ? (
        <>
          {back.isError && <ProblemNote problem={back.error} />}
          <Button href="/" block>
            {t('session.sign_in')}
          </Button>
        </>
      ) : (
        <Spin />
      )}
    </Door>
  )
}

function Code() {
  const { t } = useWords()
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  async function submit({ code }: { code: string }) {
    setBusy(true)
    setProblem(undefined)
    try {
      await api.POST('/api/v1/session/oidc/second-factor', { body: { code: code.trim() } })
      location.replace(takeWanted())
    } catch (error) {
      setProblem(error)
      setBusy(false)
    }
  }
  return (
    <Form layout="vertical" requiredMark={false} onFinish={(typed: { code: string }) => void submit(typed)}>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Form.Item
        name="code"
        label={t('session.code')}
        extra={t('session.code.what')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input autoFocus autoComplete="one-time-code" />
      </Form.Item>
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('session.sign_in')}
      </Button>
    </Form>
  )
}
