import { App, Radio } from 'antd'
import { useState } from 'react'
import { stepsOf } from '../api/shapes'
import { ShapedForm } from '../form/ShapedForm'
import { codesOf, useWords } from '../i18n/text'
import { useStep, useSteps } from '../record/calls'
import { Stale } from '../record/Stale'
import { useQueryClient } from '@tanstack/react-query'
import type { Lead } from './calls'

interface Outcome {
  step: 'confirm' | 'clear'
  code: string
}

/** How verifying ends: true in one of three ways, or cleared for one of three reasons; of which those are shown that this rule can have. */
export function Verification({ lead, version }: { lead: Lead; version: string | undefined }) {
  const { t, label } = useWords()
  const { message } = App.useApp()
  const queries = useQueryClient()
  const steps = useSteps('leads', lead.id)
  const taking = useStep('leads', lead.id)
  const [chosen, setChosen] = useState<Outcome>()
  const [seen, setSeen] = useState(version)
  const offered = (steps.data ?? []).filter((step) => step.step === 'confirm' || step.step === 'clear')
  if (offered.length === 0 || lead.conclusion) return null
  const possible = (step: string) => offered.some((one) => one.step === step && one.possible)
  const why = offered.find((one) => !one.possible)?.reason
  const natures = codesOf('Nature').filter((code) => (lead.kind === 'owed') === (code === 'owed_unpaid'))
  const outcomes: Outcome[] = [
    ...natures.map((code) => ({ step: 'confirm' as const, code })),
    ...codesOf('ClearReason').map((code) => ({ step: 'clear' as const, code })),
  ]
  const told = (one: Outcome) =>
    one.step === 'confirm'
      ? label('Nature', one.code)
      : t('lead.cleared_as', { reason: label('ClearReason', one.code) })
  const shape = chosen && stepsOf('Lead').find((one) => one.step === chosen.step)
  const fixed = chosen?.step === 'confirm' ? 'nature' : 'reason'

  async function take(body: Record<string, unknown>) {
    if (!chosen) return
    await taking.mutateAsync({ body: { ...body, step: chosen.step, [fixed]: chosen.code }, version: seen })
    void message.success(t('step.done', { step: told(chosen) }))
  }
  return (
    <section className="card no-print" id="verify">
      <h2>{t('lead.verify')}</h2>
      <div className="card-body">
        <Radio.Group
          className="outcomes"
          value={chosen && `${chosen.step}.${chosen.code}`}
          onChange={(event) => {
            setChosen(outcomes.find((one) => `${one.step}.${one.code}` === event.target.value))
            setSeen(version)
          }}
        >
          {outcomes.map((one) => (
            <Radio key={`${one.step}.${one.code}`} value={`${one.step}.${one.code}`} disabled={!possible(one.step)}>
              {told(one)}
            </Radio>
          ))}
        </Radio.Group>
        {why && (
          <p className="soft" style={{ margin: 0 }}>
            {why}
          </p>
        )}
        {chosen && shape && (
          <ShapedForm
            key={chosen.step}
            draft={`leads/${lead.id}/${chosen.step}`}
            fields={shape.fields.filter((field) => field.name !== fixed)}
            within={chosen.step}
            initial={chosen.step === 'confirm' ? { amount: lead.amount } : undefined}
            action={told(chosen)}
            submit={take}
            stale={
              <Stale
                plural="leads"
                schema="Lead"
                id={lead.id}
                seen={seen}
                goOn={async () => {
                  await queries.refetchQueries({ queryKey: ['leads', 'record', String(lead.id)] })
                  setSeen(queries.getQueryData<{ version?: string }>(['leads', 'record', String(lead.id)])?.version)
                }}
              />
            }
          />
        )}
      </div>
    </section>
  )
}
