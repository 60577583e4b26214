import { useQuery } from '@tanstack/react-query'
import { Typography } from 'antd'
import { useState } from 'react'
import { answer, api, type Schemas } from '../api/client'
import { call } from '../api/http'
import { useOffices } from '../api/lookups'
import { draftOf, type Field } from '../api/shapes'
import { minute } from '../format/time'
import { codesOf, useWords } from '../i18n/text'
import { BulkBar } from '../list/BulkBar'
import { wordsOf, type Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { SidePanel } from '../parts/SidePanel'
import { ToldOnce } from '../parts/ToldOnce'
import { useNow } from '../parts/useNow'
import { ActionDrawer } from '../record/ActionDrawer'
import '../record/record.css'

type Key = Schemas['ApiKey']

const RENEWAL: Field[] = [
  { name: 'expires_at', type: 'moment', required: true },
  { name: 'reason', type: 'text', required: true },
]
const WHY: Field[] = [{ name: 'reason', type: 'text', required: true }]

/** Keys of other systems. A secret is told once, when it is made. */
export function Keys() {
  const words = useWords()
  const { t, field, label } = words
  const { name } = useOffices()
  const now = useNow()
  const found = useQuery({ queryKey: ['keys'], queryFn: () => answer(api.GET('/api/v1/keys')) })
  const [id, setId] = useState<number>()
  const [told, setTold] = useState<Schemas['KeyWithSecret']>()
  const shown = found.data?.find((one) => one.id === id)
  const state = (one: Key) =>
    one.revoked_at ? t('key.revoked') : Date.parse(one.expires_at) <= now ? t('key.expired') : t('key.good')
  const whose = (one: Key) => name(one.department) || name(one.institution) || one.system || ''
  const what = (one: Key) => one.operations.map((each) => label('KeyOperation', each)).join('、')
  const columns: Column<Key>[] = [
    { key: 'name', title: t('key.name'), width: 170, text: (one) => one.name },
    { key: 'whose', title: t('key.whose'), width: 150, text: whose },
    { key: 'operations', title: field('operations'), text: what },
    { key: 'state', title: field('state'), width: 76, text: state },
    { key: 'rate', title: field('per_minute'), width: 120, align: 'right', text: (one) => one.per_minute },
    { key: 'expires', title: field('expires_at'), width: 132, text: (one) => minute(one.expires_at) },
    {
      key: 'used',
      title: t('key.used'),
      width: 132,
      text: (one) => (one.last_used_at ? minute(one.last_used_at) : t('key.never')),
    },
  ]
  const secret = (reply: unknown) => setTold(reply as Schemas['KeyWithSecret'])
  return (
    <>
      <ShortList<Key>
        list="keys"
        title={t('nav.keys')}
        columns={columns}
        fixed="name"
        rows={found.data ?? []}
        id={(one) => one.id}
        name={(one) => one.name}
        open={(one) => setId(one.id)}
        busy={found.isPending}
        problem={found.error}
        retry={() => void found.refetch()}
        narrows={[
          {
            name: 'state',
            label: field('state'),
            options: [t('key.good'), t('key.expired'), t('key.revoked')].map((one) => ({ value: one, label: one })),
            of: state,
          },
          {
            name: 'operation',
            label: field('operations'),
            options: codesOf('KeyOperation').map((code) => ({ value: code, label: label('KeyOperation', code) })),
            of: (one) => one.operations,
          },
        ]}
        bar={(rows, clear) => (
          <BulkBar
            list="keys"
            rows={rows}
            id={(one) => one.id}
            name={(one) => one.name}
            clear={clear}
            deeds={[
              {
                key: 'revoke',
                text: t('key.revoke'),
                fields: WHY,
                confirm: t('key.revoke.sure_many'),
                possible: (one) => !one.revoked_at,
                take: (one, typed) => call('POST', `/keys/${one.id}/revocation`, { body: typed }),
              },
            ]}
          />
        )}
        actions={
          <ActionDrawer
            primary
            text={t('key.create')}
            draft="keys/new"
            fields={draftOf('ApiKeyDraft')}
            within="ApiKeyDraft"
            initial={{ per_minute: 60 }}
            plural="keys"
            id="new"
            path="/keys"
            done={secret}
          />
        }
        empty={{ title: t('key.empty'), what: t('key.empty.what') }}
      >
        <p className="soft" style={{ margin: 0 }}>
          {t('key.what')}
        </p>
      </ShortList>
      <SidePanel open={!!shown} onClose={() => setId(undefined)} size={520} title={shown?.name}>
        {shown && (
          <>
            <dl className="fields">
              {columns.map((column) => (
                <div key={column.key} style={{ display: 'contents' }}>
                  <dt>{column.title}</dt>
                  <dd>{wordsOf(column, shown) || '–'}</dd>
                </div>
              ))}
              <dt>{field('entered_by')}</dt>
              <dd>{t('entry.by', { who: shown.entered_by, at: minute(shown.entered_at) })}</dd>
              {shown.renewed_at && (
                <>
                  <dt>{t('key.renewed')}</dt>
                  <dd>{minute(shown.renewed_at)}</dd>
                </>
              )}
              {shown.revoked_at && (
                <>
                  <dt>{t('key.revoked')}</dt>
                  <dd>{minute(shown.revoked_at)}</dd>
                </>
              )}
            </dl>
            {!shown.revoked_at && (
              <div className="row" style={{ marginTop: 12 }}>
                <ActionDrawer
                  text={t('key.renew')}
                  draft={`keys/${shown.id}/renewal`}
                  fields={RENEWAL}
                  plural="keys"
                  id={shown.id}
                  path={`/keys/${shown.id}/renewal`}
                  done={secret}
                />
                <ActionDrawer
                  text={t('key.revoke')}
                  title={t('key.revoke.title', { name: shown.name })}
                  confirm={t('key.revoke.sure', { name: shown.name })}
                  draft={`keys/${shown.id}/revocation`}
                  fields={WHY}
                  plural="keys"
                  id={shown.id}
                  path={`/keys/${shown.id}/revocation`}
                />
              </div>
            )}
          </>
        )}
      </SidePanel>
      <ToldOnce
        open={!!told}
        title={t('key.secret', { name: told?.key.name ?? '' })}
        what={t('key.secret.what')}
        taken={t('key.secret.told')}
        close={() => setTold(undefined)}
      >
        <Typography.Text code copyable style={{ fontSize: 15, overflowWrap: 'anywhere' }}>
          {told?.secret}
        </Typography.Text>
      </ToldOnce>
    </>
  )
}
