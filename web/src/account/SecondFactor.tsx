import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input, QRCode } from 'antd'
import { useState } from 'react'
import { answer, api, type Schemas } from '../api/client'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { SESSION } from '../session/calls'
import { useMe } from '../session/me'
import { useTried } from '../parts/useTried'
import { ProofForm } from './ProofForm'

type Deed = 'enrol' | 'codes' | 'remove'

/** A second factor: proven who one is, then the secret for the app, a code of it, and recovery codes that are told this once. */
export function SecondFactor() {
  const me = useMe()
  const { t } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const standing = useQuery({
    queryKey: ['second-factor'],
    queryFn: () => answer(api.GET('/api/v1/session/second-factor')),
  })
  const [deed, setDeed] = useState<Deed>()
  const [secret, setSecret] = useState<Schemas['FactorSecret']>()
  const [codes, setCodes] = useState<string[]>()
  const { busy, problem, tried: attempt, forget } = useTried()
  const tried = (work: () => Promise<void>) =>
    attempt(async () => {
      await work()
      await Promise.all([
        queries.invalidateQueries({ queryKey: SESSION }),
        queries.invalidateQueries({ queryKey: ['second-factor'] }),
      ])
    })
  const prove = (body: Schemas['Proof']) =>
    tried(async () => {
      if (deed === 'enrol') setSecret(await answer(api.POST('/api/v1/session/second-factor', { body })))
      if (deed === 'codes') {
        setCodes((await answer(api.POST('/api/v1/session/second-factor/recovery-codes', { body }))).codes)
      }
      if (deed === 'remove') {
        await api.POST('/api/v1/session/second-factor/remove', { body })
        void message.success(t('factor.removed'))
      }
      setDeed(undefined)
    })
  const confirm = ({ code }: { code: string }) =>
    tried(async () => {
      const told = await answer(api.POST('/api/v1/session/second-factor/confirm', { body: { code: code.trim() } }))
      setCodes(told.codes)
      setSecret(undefined)
    })
  const on = standing.data?.enabled ?? me.second_factor
  const texts: Record<Deed, string> = {
    enrol: t(on ? 'factor.again' : 'factor.begin'),
    codes: t('factor.new_codes'),
    remove: t('factor.remove'),
  }
  return (
    <section className="card" id="second-factor">
      <h2>{t('factor.title')}</h2>
      <div className="card-body">
        {problem !== undefined && <ProblemNote problem={problem} />}
        {codes ? (
          <>
            <Alert type="warning" showIcon title={t('factor.codes')} style={{ marginBottom: 12 }} />
            <pre style={{ columns: 2, fontSize: 15 }}>{codes.join('\n')}</pre>
            <div className="row">
              <Button onClick={() => window.print()}>{t('sheet.print')}</Button>
              <Button type="primary" onClick={() => setCodes(undefined)}>
                {t('factor.codes.kept')}
              </Button>
            </div>
          </>
        ) : secret ? (
          <div className="row" style={{ alignItems: 'flex-start', gap: 24 }}>
            <QRCode value={secret.address} size={168} type="svg" color="#000" bgColor="#fff" />
            <div className="grow">
              <p style={{ marginTop: 0 }}>{t('factor.scan')}</p>
              <p>
                <code>{secret.secret}</code>
              </p>
              <Form layout="vertical" onFinish={(typed: { code: string }) => void confirm(typed)}>
                <Form.Item
                  name="code"
                  label={t('session.code')}
                  rules={[{ required: true, message: t('form.required') }]}
                >
                  <Input autoFocus inputMode="numeric" autoComplete="one-time-code" style={{ width: 160 }} />
                </Form.Item>
                <Button type="primary" htmlType="submit" loading={busy}>
                  {t('factor.confirm')}
                </Button>
              </Form>
            </div>
          </div>
        ) : deed ? (
          <ProofForm
            key={deed}
            what={deed === 'remove' ? t('factor.remove.what') : t('factor.prove')}
            action={texts[deed]}
            withCode={on}
            busy={busy}
            prove={(body) => void prove(body)}
            close={() => {
              setDeed(undefined)
              forget()
            }}
          />
        ) : (
          <>
            <p style={{ marginTop: 0 }}>
              {on ? t('factor.on') : t('factor.off')}
              {on && standing.data && ` ${t('factor.codes.left', { count: standing.data.recovery_codes })}`}
            </p>
            <div className="row">
              {((on ? ['enrol', 'codes', 'remove'] : ['enrol']) as Deed[]).map((one) => (
                <Button key={one} onClick={() => setDeed(one)}>
                  {texts[one]}
                </Button>
              ))}
            </div>
          </>
        )}
      </div>
    </section>
  )
}
