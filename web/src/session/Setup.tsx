import { Button, Form, Input, Result } from 'antd'
import { useState } from 'react'
import { api } from '../api/client'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useTried } from '../parts/useTried'
import { Door } from './SignInPage'

interface Typed {
  login: string
  name: string
  password: string
  again: string
}

/** The first account, by the link that the program prints once. The token stands behind the #, where no server sees it. */
export function Setup() {
  const { t } = useWords()
  const [token] = useState(() => location.hash.slice(1))
  const { busy, problem, tried } = useTried()
  const [made, setMade] = useState(false)
  const submit = ({ login, name, password }: Typed) =>
    tried(async () => {
      await api.POST('/api/v1/setup', { body: { token, login, name, password } })
      history.replaceState(null, '', '/setup')
      setMade(true)
    })
  if (made) {
    return (
      <Door title={t('setup.done')}>
        <Result
          status="success"
          subTitle={t('setup.done.what')}
          extra={
            <Button type="primary" href="/">
              {t('session.sign_in')}
            </Button>
          }
        />
      </Door>
    )
  }
  if (!token) {
    return (
      <Door title={t('setup.title')} note={t('setup.no_token')}>
        <Button href="/">{t('session.sign_in')}</Button>
      </Door>
    )
  }
  const required = [{ required: true, message: t('form.required') }]
  return (
    <Door title={t('setup.title')} note={t('setup.what')}>
      <Form<Typed> layout="vertical" requiredMark={false} onFinish={submit}>
        {problem !== undefined && <ProblemNote problem={problem} />}
        <Form.Item name="login" label={t('session.login')} extra={t('admin.login.rule')} rules={required}>
          <Input autoFocus autoComplete="username" />
        </Form.Item>
        <Form.Item name="name" label={t('session.name')} rules={required}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('session.password.new')}
          extra={t('session.password.rule')}
          rules={required}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="again"
          label={t('session.password.again')}
          dependencies={['password']}
          rules={[
            ...required,
            ({ getFieldValue }) => ({
              validator: (_, value) =>
                !value || value === getFieldValue('password')
                  ? Promise.resolve()
                  : Promise.reject(new Error(t('session.password.differ'))),
            }),
          ]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={busy}>
          {t('setup.make')}
        </Button>
      </Form>
    </Door>
  )
}
