import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Checkbox, Form, Input, Spin } from 'antd'
import { answer, api, type Schemas } from '../api/client'
import { codesOf, useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { useTried } from '../parts/useTried'

type Choices = Schemas['Choices']
type Kind = Schemas['NotificationKind']

/** Where one's mail goes, and what goes by it. In the console everything shows in any case. */
export function Preferences() {
  const { t } = useWords()
  const found = useQuery({
    queryKey: ['notification-preferences'],
    queryFn: () => answer(api.GET('/api/v1/notifications/preferences')),
  })
  return (
    <section className="card" id="notifications">
      <h2>{t('bell.preferences')}</h2>
      <div className="card-body">
        {found.isError && <ProblemNote problem={found.error} retry={() => void found.refetch()} />}
        {found.isPending ? <Spin size="small" /> : found.data && <Chosen chosen={found.data} />}
      </div>
    </section>
  )
}

function Chosen({ chosen }: { chosen: Choices }) {
  const { t, label } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { busy, problem, tried } = useTried()
  const kinds = codesOf('NotificationKind') as Kind[]
  const save = ({ mail, by_mail }: { mail?: string; by_mail: Kind[] }) =>
    tried(async () => {
      const body: Choices = { mail: mail?.trim() || null, not_by_mail: kinds.filter((kind) => !by_mail.includes(kind)) }
      const next = await answer(api.PUT('/api/v1/notifications/preferences', { body }))
      queries.setQueryData(['notification-preferences'], next)
      void message.success(t('bell.saved'))
    })
  return (
    <Form
      layout="vertical"
      requiredMark={false}
      initialValues={{
        mail: chosen.mail ?? '',
        by_mail: kinds.filter((kind) => !chosen.not_by_mail?.includes(kind)),
      }}
      onFinish={(typed: { mail?: string; by_mail: Kind[] }) => void save(typed)}
    >
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Form.Item name="mail" label={t('bell.mail')} extra={t('bell.mail.what')}>
        <Input inputMode="email" autoComplete="email" style={{ width: 320 }} />
      </Form.Item>
      <Form.Item name="by_mail" label={t('bell.by_mail')}>
        <Checkbox.Group options={kinds.map((kind) => ({ value: kind, label: label('NotificationKind', kind) }))} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('bell.save')}
      </Button>
    </Form>
  )
}
