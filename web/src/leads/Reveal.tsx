import { Button, Form, Input, Popover } from 'antd'
import { useState } from 'react'
import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Schemas } from '../api/client'
import { call } from '../api/http'
import { ProblemNote } from '../parts/ProblemNote'
import { useWords } from '../i18n/text'
import { useTried } from '../parts/useTried'
import type { Lead } from './calls'

const revealedKey = (lead: number) => ['revealed', lead]

/** The subject as it may be shown: masked, until it was revealed; for so long as a page shows it and a minute beyond, so that the sheet has it too. */
export function useSubject(lead: Lead): Pick<Lead, 'subject_id' | 'subject_name'> & { revealed: boolean } {
  const { data } = useQuery<Schemas['RevealedSubject']>({
    queryKey: revealedKey(lead.id),
    queryFn: skipToken,
    staleTime: Infinity,
    gcTime: 60_000,
  })
  return { ...(data ?? lead), revealed: data !== undefined }
}

/** The subject's number: masked, and in full for a reason that is kept. */
export function Reveal({ lead }: { lead: Lead }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const subject = useSubject(lead)
  const { busy, problem, tried } = useTried()
  const reveal = (reason: string) =>
    tried(async () => {
      const { data } = await call<Schemas['RevealedSubject']>('POST', `/leads/${lead.id}/reveal`, { body: { reason } })
      queries.setQueryData(revealedKey(lead.id), data)
      setOpen(false)
      void queries.invalidateQueries({ queryKey: ['leads', 'events', String(lead.id)] })
    })
  if (subject.revealed) return <span>{subject.subject_id}</span>
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
