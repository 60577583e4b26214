import { Button, Form, Input } from 'antd'
import { address, send } from '../api/http'
import { saveFile } from '../list/save'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { SidePanel } from '../parts/SidePanel'
import { useTried } from '../parts/useTried'

/** Numbers in full leave for a reason, which is kept. */
export function FullExport({ filter, close }: { filter: Record<string, string>; close: () => void }) {
  const { t } = useWords()
  const { busy, problem, tried } = useTried()
  const save = ({ reason }: { reason: string }) =>
    tried(async () => {
      const reply = await send(new Request(address('/leads/export.xlsx', { ...filter, full: true, reason })))
      saveFile(`${t('lead.export.name')}.xlsx`, await reply.blob())
      close()
    })
  return (
    <SidePanel open onClose={close} size={480} title={t('lead.export.full')}>
      <p className="soft">{t('lead.export.full.what')}</p>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Form layout="vertical" onFinish={(typed: { reason: string }) => void save(typed)}>
        <Form.Item
          name="reason"
          label={t('reveal.reason')}
          rules={[{ required: true, whitespace: true, message: t('form.required') }]}
        >
          <Input.TextArea rows={3} autoFocus />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={busy}>
          {t('lead.export.full')}
        </Button>
      </Form>
    </SidePanel>
  )
}
