import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { address, send } from '../api/http'
import { saveFile } from '../list/save'
import { useWords } from '../i18n/text'
import { ProblemNote } from '../parts/ProblemNote'
import { SidePanel } from '../parts/SidePanel'

/** Numbers in full leave for a reason, which is kept. */
export function FullExport({ filter, close }: { filter: Record<string, string>; close: () => void }) {
  const { t } = useWords()
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  async function save({ reason }: { reason: string }) {
    setBusy(true)
    setProblem(undefined)
    try {
      const reply = await send(new Request(address('/leads/export.xlsx', { ...filter, full: true, reason })))
      saveFile(`${t('lead.export.name')}.xlsx`, await reply.blob())
      close()
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
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
