import { Button, Form, Popconfirm } from 'antd'
import { useState, type ReactNode } from 'react'
import type { Field } from '../api/shapes'
import { isProblem } from '../api/http'
import { fields as names } from '../i18n/fields'
import { ProblemNote } from '../parts/ProblemNote'
import { useWords } from '../i18n/text'
import { useMe } from '../session/me'
import { bodyOf, pathsOf } from './body'
import { dropDraft, keepDraft, readDraft } from './draft'
import { Fields } from './Fields'
import './form.css'

interface Props {
  /** Under which name what is typed is kept. */
  draft: string
  fields: readonly Field[]
  within?: string
  context?: Record<string, unknown>
  initial?: Record<string, unknown>
  /** What the button does. */
  action: string
  /** Asked once before, where it cannot be undone. */
  confirm?: string
  submit: (body: Record<string, unknown>) => Promise<void>
  close?: () => void
  /** Whether there is anything to keep for later. */
  later?: boolean
  /** Shown where somebody else was faster. */
  stale?: ReactNode
  children?: ReactNode
}

/** A form drawn from the API's description. What was typed outlives the drawer, the page and every refusal. */
export function ShapedForm(props: Props) {
  const { fields, within, context, submit, stale } = props
  const { t } = useWords()
  const me = useMe()
  const key = `${me.login}/${props.draft}`
  const [form] = Form.useForm()
  const [kept] = useState(() => readDraft<Record<string, unknown>>(key))
  const [problem, setProblem] = useState<unknown>()
  const [busy, setBusy] = useState(false)

  async function send() {
    let typed: Record<string, unknown>
    try {
      typed = await form.validateFields()
    } catch {
      const first = form.getFieldsError().find((one) => one.errors.length > 0)
      if (first) form.scrollToField(first.name, { block: 'center' })
      return
    }
    setBusy(true)
    setProblem(undefined)
    try {
      await submit(bodyOf(fields, typed))
      dropDraft(key)
    } catch (error) {
      const named = isProblem(error) && error.field ? placeOf(error.field) : undefined
      if (named && isProblem(error)) {
        form.setFields([{ name: named as never, errors: [error.body.detail] }])
        form.scrollToField(named as never, { block: 'center' })
      } else setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  // The API names a field by its path, by its own name, or as it is called in Chinese.
  function placeOf(field: string): (string | number)[] | undefined {
    const paths = pathsOf(fields, within)
    const last = field.split(/[./]/).at(-1) ?? field
    const found =
      paths.find((one) => one.path.join('.') === field) ??
      paths.find((one) => one.name === last) ??
      paths.find((one) => (names[`${one.within ?? ''}.${one.name}`] ?? names[one.name])?.[0] === field)
    return found?.path
  }
  const isStale = isProblem(problem, 412) && stale
  const button = (
    <Button type="primary" loading={busy} onClick={props.confirm ? undefined : () => void send()}>
      {props.action}
    </Button>
  )
  return (
    <Form
      form={form}
      layout="vertical"
      initialValues={{ ...props.initial, ...kept }}
      onValuesChange={(_, all) => keepDraft(key, all)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !props.confirm) void send()
      }}
    >
      {kept && <p className="soft">{t('form.kept')}</p>}
      {isStale ? stale : problem !== undefined && <ProblemNote problem={problem} />}
      {props.children}
      <Fields fields={fields} within={within} context={context} />
      <div className="form-foot">
        {props.confirm ? (
          <Popconfirm
            title={props.confirm}
            okText={props.action}
            cancelText={t('form.not_yet')}
            onConfirm={() => void send()}
          >
            {button}
          </Popconfirm>
        ) : (
          button
        )}
        {props.close && <Button onClick={props.close}>{t(props.later === false ? 'form.close' : 'form.later')}</Button>}
        {kept && (
          <Button
            type="text"
            onClick={() => {
              dropDraft(key)
              form.setFieldsValue(blank(form.getFieldsValue(), props.initial))
            }}
          >
            {t('form.discard')}
          </Button>
        )}
      </div>
    </Form>
  )
}

function blank(values: Record<string, unknown>, initial: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, initial?.[name]]))
}
