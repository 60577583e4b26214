import { App, Button, Drawer, Dropdown } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, isProblem } from '../api/http'
import { stepsOf } from '../api/shapes'
import { StepForm } from '../form/StepForm'
import { useWords } from '../i18n/text'
import { useSteps } from '../record/calls'
import type { RecordKind } from '../record/kinds'
import { stepText } from '../record/steps'
import type { Line } from './columns'

interface Outcome {
  line: Line
  said?: string
}

/** One step for many records: each is asked for by itself, under the version that the list shows, and each answer is told. */
export function BulkBar({ kind, lines, clear }: { kind: RecordKind; lines: Line[]; clear: () => void }) {
  const words = useWords()
  const { t, language } = words
  const { message } = App.useApp()
  const queries = useQueryClient()
  const steps = useSteps(kind.plural, lines[0]?.id)
  const [step, setStep] = useState<string>()
  const [outcomes, setOutcomes] = useState<Outcome[]>([])
  const offered = (steps.data ?? []).filter((one) => one.possible)
  const shape = stepsOf(kind.schema).find((one) => one.step === step)

  async function take(body: Record<string, unknown>) {
    const told: Outcome[] = []
    for (const line of lines) {
      try {
        await call('POST', `/${kind.plural}/${line.id}/steps`, {
          body: { ...body, step },
          version: `"v${line.version}"`,
        })
        told.push({ line })
      } catch (error) {
        told.push({ line, said: isProblem(error) ? error.body.detail : t('problem.unknown') })
      }
      setOutcomes([...told])
    }
    await queries.invalidateQueries({ queryKey: [kind.plural] })
    if (told.every((one) => !one.said)) {
      void message.success(t('bulk.done', { count: told.length }))
      setStep(undefined)
      setOutcomes([])
      clear()
    }
  }

  return (
    <div className="bar" role="toolbar" aria-label={t('bulk.bar')}>
      <b>{t('bulk.selected', { count: lines.length })}</b>
      <Dropdown
        trigger={['click']}
        disabled={offered.length === 0}
        menu={{
          items: offered.map((one) => ({ key: one.step, label: stepText(kind.schema, one, language) })),
          onClick: ({ key }) => {
            setOutcomes([])
            setStep(key)
          },
        }}
      >
        <Button type="primary">{t('bulk.act')}</Button>
      </Dropdown>
      <Button onClick={clear}>{t('bulk.clear')}</Button>
      <Drawer
        open={!!shape}
        onClose={() => setStep(undefined)}
        size={520}
        destroyOnHidden
        title={shape && `${stepText(kind.schema, shape, language)} · ${t('bulk.selected', { count: lines.length })}`}
      >
        {outcomes.some((one) => one.said) && (
          <ul>
            {outcomes
              .filter((one) => one.said)
              .map((one) => (
                <li key={one.line.id} style={{ color: 'var(--red)' }}>
                  {one.line.number}：{one.said}
                </li>
              ))}
          </ul>
        )}
        {shape && (
          <StepForm
            draft={`${kind.plural}/bulk/${shape.step}`}
            schema={kind.schema}
            step={shape}
            submit={take}
            close={() => setStep(undefined)}
          />
        )}
      </Drawer>
    </div>
  )
}
