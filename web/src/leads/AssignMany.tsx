import { App, Button } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call } from '../api/http'
import { stepsOf } from '../api/shapes'
import { ShapedForm } from '../form/ShapedForm'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'
import type { Lead } from './calls'

/** Many leads to one department in one go: all of them, or none. */
export function AssignMany({ leads, clear }: { leads: readonly Lead[]; clear: () => void }) {
  const { t } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const fields = stepsOf('Lead').find((step) => step.step === 'assign')?.fields ?? []
  const ready = leads.filter((lead) => lead.state === 'new' || lead.state === 'assigned')
  async function assign({ department, owner, due_on }: Record<string, unknown>) {
    await call('POST', '/lead-assignments', {
      body: { due_on, leads: ready.map((lead) => ({ lead: lead.id, department, owner })) },
    })
    await queries.invalidateQueries({
      predicate: (query) => ['leads', 'lead-queues'].includes(String(query.queryKey[0])),
    })
    void message.success(t('bulk.done', { count: ready.length }))
    setOpen(false)
    clear()
  }
  return (
    <>
      <Button type="primary" disabled={ready.length === 0} onClick={() => setOpen(true)}>
        {t('lead.assign_many', { count: ready.length })}
      </Button>
      {ready.length < leads.length && (
        <span className="soft">{t('lead.assign_many.left', { count: leads.length - ready.length })}</span>
      )}
      <SidePanel
        open={open}
        onClose={() => setOpen(false)}
        size={520}
        destroyOnHidden
        title={t('lead.assign_many', { count: ready.length })}
      >
        <ShapedForm
          draft="leads/bulk/assign"
          fields={fields}
          within="assign"
          action={t('lead.assign_many', { count: ready.length })}
          submit={assign}
          close={() => setOpen(false)}
        />
      </SidePanel>
    </>
  )
}
