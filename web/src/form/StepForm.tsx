import type { ReactNode } from 'react'
import type { Step } from '../api/shapes'
import { useWords } from '../i18n/text'
import { stepText } from '../record/steps'
import { ShapedForm } from './ShapedForm'

interface Props {
  draft: string
  schema: string
  step: Step
  /** It cannot be undone. */
  final?: boolean
  submit: (body: Record<string, unknown>) => Promise<void>
  close: () => void
  context?: Record<string, unknown>
  initial?: Record<string, unknown>
  stale?: ReactNode
}

/** What has to be said for a step. */
export function StepForm({ draft, schema, step, final, submit, close, context, initial, stale }: Props) {
  const { t, language } = useWords()
  const text = stepText(schema, step, language)
  return (
    <ShapedForm
      draft={draft}
      fields={step.fields}
      within={step.step}
      context={context}
      initial={initial}
      action={text}
      confirm={final ? t('step.final', { step: text }) : undefined}
      submit={submit}
      close={close}
      later={step.fields.length > 0}
      stale={stale}
    >
      <StepWords schema={schema} step={step} />
    </ShapedForm>
  )
}

/** What stands above the form: what the step is, where its button does not say all. */
export function StepWords({ schema, step }: { schema: string; step: Step }) {
  const { t, language } = useWords()
  if (language === 'en') return <p className="soft">{step.en}.</p>
  if (step.fields.length > 0) return null
  return <p className="soft">{t('step.nothing_to_say', { step: stepText(schema, step, language) })}</p>
}
