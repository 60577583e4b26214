import { App, Button, Popconfirm } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useOffices } from '../api/lookups'
import { minute } from '../format/time'
import { useWords } from '../i18n/text'
import { SESSION, useSignOut } from '../session/calls'
import { useMe } from '../session/me'
import { PasswordForm } from '../session/PasswordForm'
import { Preferences } from '../notifications/Preferences'
import { SecondFactor } from './SecondFactor'
import '../record/record.css'

export function OwnAccount() {
  const me = useMe()
  const { t, label, field } = useWords()
  const { name } = useOffices()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const signOut = useSignOut()
  return (
    <div className="page" style={{ maxWidth: 680 }}>
      <h1>{t('shell.account')}</h1>
      <section className="card">
        <h2>{me.name}</h2>
        <dl className="fields card-body" style={{ margin: 0 }}>
          <dt>{field('login')}</dt>
          <dd>{me.login}</dd>
          <dt>{field('role')}</dt>
          <dd>
            {label('Role', me.role)}
            {me.intake && ` · ${label('Duty', 'intake')}`}
          </dd>
          <dt>{field('office')}</dt>
          <dd>{name(me.office) || '–'}</dd>
          <dt>{t('account.session')}</dt>
          <dd>{t('account.session.ends', { idle: minute(me.idle_at), end: minute(me.ends_at) })}</dd>
        </dl>
        <div className="card-body row">
          <Button onClick={() => void signOut(false)}>{t('shell.sign_out')}</Button>
          <Popconfirm
            title={t('account.end_all.sure')}
            okText={t('account.end_all')}
            cancelText={t('form.not_yet')}
            onConfirm={() => void signOut(true)}
          >
            <Button>{t('account.end_all')}</Button>
          </Popconfirm>
        </div>
      </section>
      <section className="card">
        <h2>{t('session.password.change')}</h2>
        <div className="card-body">
          <PasswordForm
            changed={(next) => {
              queries.setQueryData(SESSION, next)
              void message.success(t('account.password.changed'))
            }}
          />
        </div>
      </section>
      <SecondFactor />
      <Preferences />
    </div>
  )
}
