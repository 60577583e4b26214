import { useQuery } from '@tanstack/react-query'
import { Drawer, Input } from 'antd'
import { useState } from 'react'
import { answer, api, type Schemas } from '../api/client'
import { useOffices } from '../api/lookups'
import { draftOf, stepsOf } from '../api/shapes'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'
import { ToldOnce } from '../parts/ToldOnce'
import { ActionDrawer } from '../record/ActionDrawer'
import { stepText } from '../record/steps'
import { useMe } from '../session/me'
import '../record/record.css'

type Account = Schemas['AccountLine']

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
  const [text, setText] = useState('')
  const [told, setTold] = useState<Schemas['AccountWithPassword']>()
  const shown = found.data?.find((one) => one.login === login)
  const rows = (found.data ?? []).filter(
    (one) => !text || `${one.login} ${one.name} ${name(one.office)} ${label('Role', one.role)}`.includes(text),
  )
  const columns: Column<Account>[] = [
    { key: 'login', title: field('login'), width: 150, render: (one) => one.login },
    { key: 'name', title: field('name'), width: 120, render: (one) => one.name },
    { key: 'role', title: field('role'), width: 140, render: (one) => label('Role', one.role) },
    { key: 'office', title: field('office'), render: (one) => name(one.office) },
    {
      key: 'duties',
      title: field('duties'),
      width: 110,
      render: (one) => (one.duties ?? []).map((duty) => label('Duty', duty)).join('、'),
    },
    { key: 'status', title: field('state'), width: 90, render: (one) => label('AccountStatus', one.status) },
    {
      key: 'factor',
      title: field('second_factor'),
      width: 100,
      render: (one) => (one.second_factor ? t('yes') : t('no')),
    },
    { key: 'entered', title: field('entered_at'), width: 132, render: (one) => minute(one.entered_at) },
  ]
  const password = (answer: unknown) => setTold(answer as Schemas['AccountWithPassword'])
  return (
    <div className="page page-full">
      <div className="spread">
        <h1>{t('nav.accounts')}</h1>
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
      </div>
      <div className="chips">
        <Input
          style={{ width: 240 }}
          allowClear
          value={text}
          placeholder={t('list.typed')}
          aria-label={t('list.typed')}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {found.isError && <ProblemNote problem={found.error} retry={() => void found.refetch()} />}
      <DataTable<Account>
        place="accounts"
        rows={rows}
        columns={columns}
        id={(one) => one.login}
        name={(one) => one.name}
        open={(one) => setLogin(one.login)}
        busy={found.isPending}
        empty={<div className="empty">{t('list.empty.narrow')}</div>}
      />
      <Drawer
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
      </Drawer>
      <ToldOnce
        open={!!told}
        title={t('admin.password.title', { name: told?.account.name ?? '' })}
        what={t('admin.password.what')}
        taken={t('admin.password.told')}
        close={() => setTold(undefined)}
      >
        <p style={{ fontSize: 18, fontWeight: 600, overflowWrap: 'anywhere' }}>{told?.password}</p>
      </ToldOnce>
    </div>
  )
}
