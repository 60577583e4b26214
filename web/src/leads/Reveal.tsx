import { Button, Form, Input, Popover } from 'antd'
import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client'
import { call } from '../api/http'
import { ProblemNote } from '../parts/ProblemNote'
import { useWords } from '../i18n/text'
import type { Lead } from './calls'

/** The subject's number: masked, and in full for a reason that is kept. It leaves the page with the page. */
export function Reveal({ lead }: { lead: Lead }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [full, setFull] = useState<string>()
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)
  async function reveal(reason: string) {
    setBusy(true)
    setProblem(undefined)
    try {
      const { data } = await call<Schemas['SubjectNumber']>('POST', `/leads/${lead.id}/reveal`, { body: { reason } })
      setFull(data.subject_id)
      setOpen(false)
      void queries.invalidateQueries({ queryKey: ['leads', 'events', String(lead.id)] })
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  if (full) return <span>{full}</span>
  const content = (
    <Form layout="vertical" style={{ width: 280 }} onFinish={({ reason }: { reason: string }) => void reveal(reason)}>
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Form.Item
        name="reason"
        label={t('reveal.reason')}
        extra={t('reveal.what')}
        rules={[{ required: true, whitespace: true, message: t('form.required') }]}
      >
        <Input autoFocus />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('reveal.show')}
      </Button>
    </Form>
  )
  return (
    <span className="row">
      {lead.subject_id}
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={open}
        onOpenChange={setOpen}
        content={content}
        destroyOnHidden
      >
        <Button size="small" className="no-print">
          {t('reveal.open')}
        </Button>
      </Popover>
    </span>
  )
}
