import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { answer, api, type Schemas } from '../api/client'
import { call } from '../api/http'
import { useOffices } from '../api/lookups'
import { draftOf, stepsOf } from '../api/shapes'
import { minute } from '../format/time'
import { codesOf, useWords } from '../i18n/text'
import { BulkBar, type Deed } from '../list/BulkBar'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { SidePanel } from '../parts/SidePanel'
import { ToldOnce } from '../parts/ToldOnce'
import { ActionDrawer } from '../record/ActionDrawer'
import { stepText } from '../record/steps'
import { useMe } from '../session/me'
import '../record/record.css'

type Account = Schemas['AccountLine']

// What can be said of many accounts in the same words.
const MANY = ['approve', 'unlock', 'enable', 'disable']

// Which steps have a sense for an account as it stands; the API has the last word.
function stepsFor(account: Account): string[] {
  const steps = ['post', 'rename']
  if (account.status === 'awaiting') steps.unshift('approve')
  if (account.status === 'locked') steps.unshift('unlock')
  if (account.second_factor) steps.push('drop_second_factor')
  steps.push(account.identity ? 'unlink_identity' : 'link_identity')
  steps.push(account.disabled ? 'enable' : 'disable')
  return steps
}

export function Accounts() {
  const me = useMe()
  const words = useWords()
  const { t, label, field, language } = words
  const { name } = useOffices()
  const found = useQuery({ queryKey: ['accounts'], queryFn: () => answer(api.GET('/api/v1/accounts')) })
  const [login, setLogin] = useState<string>()
  const [told, setTold] = useState<Schemas['AccountWithPassword']>()
  const shown = found.data?.find((one) => one.login === login)
  const duties = (one: Account) => (one.duties ?? []).map((duty) => label('Duty', duty)).join('、')
  const columns: Column<Account>[] = [
    { key: 'login', title: field('login'), width: 150, text: (one) => one.login },
    { key: 'name', title: field('name'), width: 120, text: (one) => one.name },
    { key: 'role', title: field('role'), width: 140, text: (one) => label('Role', one.role) },
    { key: 'office', title: field('office'), text: (one) => name(one.office) },
    { key: 'duties', title: field('duties'), width: 110, text: duties },
    { key: 'status', title: field('state'), width: 90, text: (one) => label('AccountStatus', one.status) },
    {
      key: 'factor',
      title: field('second_factor'),
      width: 100,
      text: (one) => (one.second_factor ? t('yes') : t('no')),
    },
    { key: 'entered', title: field('entered_at'), width: 132, text: (one) => minute(one.entered_at) },
  ]
  const deeds = MANY.flatMap((code): Deed<Account>[] => {
    const step = stepsOf('Account').find((one) => one.step === code)
    if (!step) return []
    return [
      {
        key: code,
        text: stepText('Account', step, language),
        fields: step.fields,
        within: code,
        possible: (one) => one.login !== me.login && stepsFor(one).includes(code),
        take: (one, typed) =>
          call('POST', `/accounts/${one.login}/steps`, {
            body: { ...typed, step: code },
            version: `"v${one.version}"`,
          }),
      },
    ]
  })
  const password = (answer: unknown) => setTold(answer as Schemas['AccountWithPassword'])
  return (
    <>
      <ShortList<Account>
        list="accounts"
        title={t('nav.accounts')}
        columns={columns}
        fixed="login"
        rows={found.data ?? []}
        id={(one) => one.login}
        name={(one) => `${one.name}（${one.login}）`}
        open={(one) => setLogin(one.login)}
        busy={found.isPending}
        problem={found.error}
        retry={() => void found.refetch()}
        narrows={[
          {
            name: 'role',
            label: field('role'),
            options: codesOf('Role').map((code) => ({ value: code, label: label('Role', code) })),
            of: (one) => one.role,
          },
          {
            name: 'status',
            label: field('state'),
            options: codesOf('AccountStatus').map((code) => ({ value: code, label: label('AccountStatus', code) })),
            of: (one) => one.status,
          },
        ]}
        bar={(rows, clear) => (
          <BulkBar
            list="accounts"
            rows={rows}
            id={(one) => one.login}
            name={(one) => `${one.name}（${one.login}）`}
            deeds={deeds}
            clear={clear}
          />
        )}
        actions={
          <ActionDrawer
            primary
            text={t('admin.account.create')}
            draft="accounts/new"
            fields={draftOf('AccountDraft')}
            within="AccountDraft"
            plural="accounts"
            id="new"
            path="/accounts"
            done={password}
          />
        }
        empty={{ title: t('admin.account.empty'), what: t('list.empty.enter') }}
      />
      <SidePanel
        open={!!shown}
        onClose={() => setLogin(undefined)}
        size={560}
        title={shown && `${shown.name}（${shown.login}）`}
      >
        {shown && (
          <>
            <dl className="fields">
              <dt>{field('role')}</dt>
              <dd>{label('Role', shown.role)}</dd>
              <dt>{field('office')}</dt>
              <dd>{name(shown.office) || '–'}</dd>
              <dt>{field('state')}</dt>
              <dd>
                {label('AccountStatus', shown.status)}
                {shown.locked_until && ` · ${minute(shown.locked_until)}`}
              </dd>
              <dt>{field('entered_by')}</dt>
              <dd>{t('entry.by', { who: shown.entered_by, at: minute(shown.entered_at) })}</dd>
            </dl>
            {shown.login === me.login ? (
              <p className="soft">{t('admin.account.own')}</p>
            ) : (
              <div className="row" style={{ marginTop: 12 }}>
                {stepsFor(shown).flatMap((code) => {
                  const step = stepsOf('Account').find((one) => one.step === code)
                  if (!step) return []
                  return (
                    <ActionDrawer
                      key={code}
                      primary={code === 'approve' || code === 'unlock'}
                      text={stepText('Account', step, language)}
                      draft={`accounts/${shown.login}/${code}`}
                      fields={step.fields}
                      within={code}
                      initial={
                        code === 'post'
                          ? {
                              role: shown.role,
                              office: shown.office,
                              duties: shown.duties,
                              priorities: shown.priorities,
                            }
                          : code === 'rename'
                            ? { name: shown.name }
                            : undefined
                      }
                      plural="accounts"
                      id={shown.login}
                      path={`/accounts/${shown.login}/steps`}
                      version={`"v${shown.version}"`}
                      body={(typed) => ({ ...typed, step: code })}
                    />
                  )
                })}
                <ActionDrawer
                  text={t('admin.account.reset')}
                  draft={`accounts/${shown.login}/password`}
                  fields={[{ name: 'reason', type: 'text', required: true }]}
                  plural="accounts"
                  id={shown.login}
                  path={`/accounts/${shown.login}/password`}
                  done={password}
                />
              </div>
            )}
          </>
        )}
      </SidePanel>
      <ToldOnce
        open={!!told}
        title={t('admin.password.title', { name: told?.account.name ?? '' })}
        what={t('admin.password.what')}
        taken={t('admin.password.told')}
        close={() => setTold(undefined)}
      >
        <p style={{ fontSize: 18, fontWeight: 600, overflowWrap: 'anywhere' }}>{told?.password}</p>
      </ToldOnce>
    </>
  )
}
