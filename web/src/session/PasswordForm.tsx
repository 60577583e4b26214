import { Button, Form, Input } from 'antd'
import { answer, api } from '../api/client'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useTried } from '../parts/useTried'
import type { Me } from './me'

interface Typed {
  current: string
  next: string
  again: string
}

export function PasswordForm({ changed }: { changed: (me: Me) => void }) {
  const { t } = useWords()
  const [form] = Form.useForm<Typed>()
  const { busy, problem, tried } = useTried()
  const submit = (typed: Typed) =>
    tried(async () => {
      const me = await answer(
        api.POST('/api/v1/session/password', { body: { current: typed.current, new: typed.next } }),
      )
      form.resetFields()
      changed(me)
    })
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
