import { App, Button } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { Field } from '../api/shapes'
import { useWords } from '../i18n/text'
import { SidePanel } from '../parts/SidePanel'
import { useStep } from './calls'

const ShapedForm = lazy(async () => ({ default: (await import('../form/ShapedForm')).ShapedForm }))

interface Props {
  text: string
  title?: string
  draft: string
  fields: readonly Field[]
  within?: string
  initial?: Record<string, unknown>
  context?: Record<string, unknown>
  plural: string
  id: string | number
  path: string
  version?: string
  verb?: 'POST' | 'PUT'
  /** Asked once before, where it cannot be undone. */
  confirm?: string
  small?: boolean
  /** What is sent, where it is not what was typed. */
  body?: (typed: Record<string, unknown>) => unknown
  done?: (answer: unknown) => void
  primary?: boolean
}

/** A deed beside the steps: a button, and what has to be said for it in a drawer. */
export function ActionDrawer(props: Props) {
  const { t } = useWords()
  const { message } = App.useApp()
  const [open, setOpen] = useState(false)
  const taking = useStep(props.plural, props.id)
  async function submit(typed: Record<string, unknown>) {
    const body = (props.body ? props.body(typed) : typed) as Record<string, unknown>
    const reply = await taking.mutateAsync({ body, version: props.version, path: props.path, verb: props.verb })
    setOpen(false)
    if (props.done) props.done(reply.data)
    else void message.success(t('step.done', { step: props.text }))
  }
  return (
    <>
      <Button
        size={props.small ? 'small' : undefined}
        type={props.primary ? 'primary' : 'default'}
        onClick={() => setOpen(true)}
      >
        {props.text}
      </Button>
      <SidePanel
        open={open}
        onClose={() => setOpen(false)}
        size={560}
        destroyOnHidden
        title={props.title ?? props.text}
      >
        <Suspense>
          {open && (
            <ShapedForm
              draft={props.draft}
              fields={props.fields}
              within={props.within}
              initial={props.initial}
              context={props.context}
              action={props.text}
              confirm={props.confirm}
              submit={submit}
              close={() => setOpen(false)}
            />
          )}
        </Suspense>
      </SidePanel>
    </>
  )
}
