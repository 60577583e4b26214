import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { answer, api } from '../api/client'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import type { Me } from './me'

interface Typed {
  current: string
  next: string
  again: string
}

export function PasswordForm({ changed }: { changed: (me: Me) => void }) {
  const { t } = useWords()
  const [form] = Form.useForm<Typed>()
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  async function submit(typed: Typed) {
    setBusy(true)
    setProblem(undefined)
    try {
      const me = await answer(
        api.POST('/api/v1/session/password', { body: { current: typed.current, new: typed.next } }),
      )
      form.resetFields()
      changed(me)
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  const required = [{ required: true, message: t('form.required') }]
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Form.Item name="current" label={t('session.password.current')} rules={required}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item name="next" label={t('session.password.new')} extra={t('session.password.rule')} rules={required}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label={t('session.password.again')}
        dependencies={['next']}
        rules={[
          ...required,
          ({ getFieldValue }) => ({
            validator: (_, value) =>
              !value || value === getFieldValue('next')
                ? Promise.resolve()
                : Promise.reject(new Error(t('session.password.differ'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('session.password.change')}
      </Button>
    </Form>
  )
}
