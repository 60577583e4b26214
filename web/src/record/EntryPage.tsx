import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Checkbox, Modal, Spin } from 'antd'
import { useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { draftOf } from '../api/shapes'
import { call, type Versioned } from '../api/http'
import { readDraft, dropDraft, keepDraft } from '../form/draft'
import { ShapedForm } from '../form/ShapedForm'
import { useWords } from '../i18n/text'
import { useMe } from '../session/me'
import type { Head } from './calls'
import { kindOfPlural, pluralOf } from './kinds'

type Made = Head | { complaint: Head; code?: string | null }
type From = Partial<Head> & { lead?: Partial<Head> & { subject_name?: string } }

/** Entering a record, possibly as one that follows from another. Sent twice under one key, it is made once. */
export function EntryPage({ plural }: { plural: string }) {
  const kind = kindOfPlural(plural)
  const { t, pair, label } = useWords()
  const me = useMe()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [search] = useSearchParams()
  const from = search.get('from') ?? undefined
  const [fromKind, fromId] = from?.split(':') ?? []
  const [withCode, setWithCode] = useState(false)
  const [told, setTold] = useState<{ code: string; id: number }>()
  const source = useQuery({
    queryKey: [pluralOf(fromKind ?? ''), 'record', fromId],
    enabled: !!from,
    queryFn: () => call<From>('GET', `/${pluralOf(fromKind ?? '')}/${fromId}`),
  })
  if (from && source.isPending) return <Spin style={{ margin: 40 }} />
  const draft = `${plural}/new/${from ?? ''}`
  const title = kind.enter ? pair(kind.enter) : label('Kind', kind.kind)

  async function submit(body: Record<string, unknown>) {
    const keyName = `${me.login}/${draft}/key`
    const key = readDraft<string>(keyName) ?? crypto.randomUUID()
    keepDraft(keyName, key)
    const made: Versioned<Made> = await call<Made>('POST', `/${plural}`, {
      body,
      query: { from, code: kind.kind === 'complaint' && withCode ? true : undefined },
      headers: { 'idempotency-key': key },
    })
    dropDraft(keyName)
    await queries.invalidateQueries({ queryKey: [plural] })
    if (from) await queries.invalidateQueries({ queryKey: [pluralOf(fromKind ?? '')] })
    const record =
      'complaint' in made.data && kind.kind === 'complaint'
        ? (made.data as { complaint: Head; code?: string | null })
        : undefined
    const id = record ? record.complaint.id : (made.data as Head).id
    if (record?.code) setTold({ code: record.code, id })
    else void navigate(`/${plural}/${id}`, { replace: true })
  }
  return (
    <div className="page" style={{ maxWidth: 820 }}>
      <h1>{title}</h1>
      {from && source.data && (
        <p className="soft">
          {t('entry.from', {
            what: `${label('Kind', fromKind)} ${(source.data.data.lead ?? source.data.data).number ?? fromId} ${(source.data.data.lead ?? source.data.data).title ?? ''}`,
          })}
        </p>
      )}
      <div className="card card-body">
        <ShapedForm
          draft={draft}
          fields={draftOf(kind.draft ?? '')}
          within={kind.draft}
          initial={initialOf(kind.kind, source.data?.data)}
          action={title}
          submit={submit}
          close={() => void navigate(-1)}
        >
          {kind.kind === 'complaint' && (
            <Checkbox
              checked={withCode}
              onChange={(event) => setWithCode(event.target.checked)}
              style={{ marginBottom: 14 }}
            >
              {t('entry.code')}
            </Checkbox>
          )}
        </ShapedForm>
      </div>
      <Modal
        open={!!told}
        closable={false}
        mask={{ closable: false }}
        title={t('entry.code.title')}
        footer={
          <Button type="primary" onClick={() => told && void navigate(`/${plural}/${told.id}`, { replace: true })}>
            {t('entry.code.written')}
          </Button>
        }
      >
        <p>{t('entry.code.what')}</p>
        <p style={{ fontSize: 24, fontWeight: 600, letterSpacing: 1 }}>{told?.code}</p>
      </Modal>
    </div>
  )
}

/** What follows from a record begins with that record's own place, department and title. */
function initialOf(kind: string, source: From | undefined): Record<string, unknown> {
  const said = source?.lead ?? source
  if (!said) return {}
  const name = source?.lead?.subject_name
  const head = {
    title: name ? `${said.title}（${name}）` : said.title,
    priority: said.priority,
    department: said.department ?? (said.assignment as { department?: string } | undefined)?.department,
    place: said.place,
    campaign: said.campaign,
  }
  const clean = Object.fromEntries(Object.entries(head).filter(([, value]) => value !== null && value !== undefined))
  return kind === 'complaint' ? { complaint: { head: clean } } : { head: clean }
}
