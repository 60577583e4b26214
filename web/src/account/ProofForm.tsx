import { Button, Form, Input } from 'antd'
import type { Schemas } from '../api/client'
import { useWords } from '../i18n/text'

interface Props {
  what: string
  action: string
  /** Whether a code of the present app, or a recovery code, is wanted as well. */
  withCode: boolean
  busy: boolean
  prove: (proof: Schemas['Proof']) => void
  close: () => void
}

/** Says once more who one is. Nothing typed here is kept as a draft. */
export function ProofForm({ what, action, withCode, busy, prove, close }: Props) {
  const { t } = useWords()
  const rules = [{ required: true, message: t('form.required') }]
  return (
    <Form<{ password: string; code?: string }>
      layout="vertical"
      requiredMark={false}
      style={{ maxWidth: 320 }}
      onFinish={({ password, code }) => prove({ password, code: code?.trim() || null })}
    >
      <p style={{ marginTop: 0 }}>{what}</p>
      <Form.Item name="password" label={t('session.password.current')} rules={rules}>
        <Input.Password autoFocus autoComplete="current-password" />
      </Form.Item>
      {withCode && (
        <Form.Item name="code" label={t('session.code')} extra={t('session.code.what')} rules={rules}>
          <Input autoComplete="one-time-code" />
        </Form.Item>
      )}
      <div className="row">
        <Button type="primary" htmlType="submit" loading={busy}>
          {action}
        </Button>
        <Button onClick={close}>{t('form.not_yet')}</Button>
      </div>
    </Form>
  )
}
