import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import { useState } from 'react'
import { answer, api, type Schemas } from '../api/client'
import { allowed } from '../api/operations'
import { SpanInput } from '../form/inputs'
import { span } from '../format/time'
import { useWords } from '../i18n/text'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { ProblemNote } from '../parts/ProblemNote'
import { SidePanel } from '../parts/SidePanel'
import { spanText } from '../record/clocks'
import { useMe } from '../session/me'
import { useTried } from '../parts/useTried'
import { CalendarInput } from './CalendarInput'

type Setting = Schemas['Setting']

/** What the office sets for itself, each with where it is written. */
export function Settings() {
  const me = useMe()
  const words = useWords()
  const { t, field, label, language } = words
  const found = useQuery({ queryKey: ['settings'], queryFn: () => answer(api.GET('/api/v1/settings')) })
  const [name, setName] = useState<string>()
  const shown = found.data?.find((one) => one.name === name)
  const value = (text: string) => (span(text) ? spanText(text, words) : text || '–')
  const title = (one: Setting) =>
    language === 'en' && one.name.startsWith('limit.')
      ? label('Obligation', one.name.slice('limit.'.length))
      : one.title
  const columns: Column<Setting>[] = [
    { key: 'title', title: t('setting.title'), text: title },
    {
      key: 'value',
      title: t('setting.value'),
      width: 180,
      text: (one) => value(one.value),
      render: (one) => <b style={{ fontWeight: one.value === one.default ? 400 : 600 }}>{value(one.value)}</b>,
    },
    {
      key: 'default',
      title: t('setting.default'),
      width: 160,
      text: (one) => value(one.default),
      render: (one) => <span className="soft">{value(one.default)}</span>,
    },
    { key: 'source', title: field('basis'), width: 380, text: (one) => one.source },
  ]
  return (
    <>
      <ShortList<Setting>
        list="settings"
        title={t('nav.settings')}
        columns={columns}
        fixed="title"
        rows={found.data ?? []}
        id={(one) => one.name}
        name={title}
        open={allowed(me.role, 'PUT /settings/{name}') ? (one) => setName(one.name) : undefined}
        busy={found.isPending}
        problem={found.error}
        retry={() => void found.refetch()}
        narrows={[
          {
            name: 'changed',
            label: t('setting.changed'),
            options: [
              { value: 'true', label: t('yes') },
              { value: 'false', label: t('no') },
            ],
            of: (one) => String(one.value !== one.default),
          },
        ]}
        empty={{ title: t('setting.empty'), what: t('setting.empty.what') }}
      />
      <SidePanel
        open={!!shown}
        onClose={() => setName(undefined)}
        size={shown?.name === 'calendar' ? 720 : 480}
        title={shown && title(shown)}
        destroyOnHidden
      >
        {shown && <Change setting={shown} close={() => setName(undefined)} />}
      </SidePanel>
    </>
  )
}

function Change({ setting, close }: { setting: Setting; close: () => void }) {
  const { t, field } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const { busy, problem, tried } = useTried()
  const length = !!span(setting.default)
  const save = (typed: { value: string; source: string }) =>
    tried(async () => {
      await api.PUT('/api/v1/settings/{name}', {
        params: { path: { name: setting.name } },
        body: { ...typed, value: typed.value ?? '' },
      })
      await queries.invalidateQueries({ queryKey: ['settings'] })
      void message.success(t('setting.saved'))
      close()
    })
  const required = [{ required: true, message: t('form.required') }]
  return (
    <Form
      layout="vertical"
      initialValues={{ value: setting.value, source: setting.source }}
      onFinish={(typed: { value: string; source: string }) => void save(typed)}
    >
      {problem !== undefined && <ProblemNote problem={problem} />}
      <Form.Item name="value" label={t('setting.value')} rules={setting.default ? required : undefined}>
        {setting.name === 'calendar' ? (
          <CalendarInput />
        ) : length ? (
          <SpanInput />
        ) : (
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 12 }} />
        )}
      </Form.Item>
      <Form.Item name="source" label={field('basis')} extra={t('setting.source.what')} rules={required}>
        <Input.TextArea autoSize={{ minRows: 2 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        {t('setting.save')}
      </Button>
    </Form>
  )
}
