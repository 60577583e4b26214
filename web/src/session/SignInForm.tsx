import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { isProblem } from '../api/http'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { signIn } from './calls'
import type { Me } from './me'

interface Typed {
  login: string
  password: string
  code?: string
}

/** Asks for the second factor once the API says that it is wanted; what was typed stays. */
export function SignInForm({ login, entered }: { login?: string; entered: (me: Me) => void }) {
  const { t } = useWords()
  const [form] = Form.useForm<Typed>()
  const [problem, setProblem] = useState<unknown>()
  const [wanted, setWanted] = useState(false)
  const [busy, setBusy] = useState(false)

  async function submit(typed: Typed) {
    setBusy(true)
    setProblem(undefined)
    try {
      entered(await signIn(typed.login.trim(), typed.password, typed.code?.trim()))
    } catch (error) {
      if (isProblem(error) && error.body.code === 'code_wanted') {
        setWanted(true)
        setTimeout(() => form.getFieldInstance('code')?.focus?.())
      } else {
        if (isProblem(error) && error.body.code === 'wrong_code') form.resetFields(['code'])
        setProblem(error)
      }
    } finally {
      setBusy(false)
    }
  }

  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit} initialValues={{ login }}>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Form.Item name="login" label={t('session.login')} rules={[{ required: true, message: t('form.required') }]}>
        <Input autoFocus={!login} readOnly={!!login} autoComplete="username" />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('session.password')}
        rules={[{ required: true, message: t('form.required') }]}
      >
        <Input.Password autoFocus={!!login} autoComplete="current-password" />
      </Form.Item>
      {wanted && (
        <Form.Item
          name="code"
          label={t('session.code')}
          extra={t('session.code.what')}
          rules={[{ required: true, message: t('form.required') }]}
        >
          <Input autoComplete="one-time-code" inputMode="text" />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {t('session.sign_in')}
      </Button>
    </Form>
  )
}
