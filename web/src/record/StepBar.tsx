import { App, Button, Dropdown } from 'antd'
import { lazy, Suspense, useState } from 'react'
import { useLocation } from 'react-router'
import { useQueryClient } from '@tanstack/react-query'
import { stepsOf } from '../api/shapes'
import { SidePanel } from '../parts/SidePanel'
import { useHotkeys } from '../parts/hotkeys'
import { useWords } from '../i18n/text'
import { useStep, useSteps, type OfferedStep } from './calls'
import { beginsWith, FINAL, inOrder, stepText } from './steps'

const StepForm = lazy(async () => ({ default: (await import('../form/StepForm')).StepForm }))
const Stale = lazy(async () => ({ default: (await import('./Stale')).Stale }))

interface Props {
  plural: string
  schema: string
  id: number
  version: string | undefined
  record: object
  /** Steps that stand elsewhere on the page. */
  without?: readonly string[]
}

/** The steps of a record: the first possible one is the only primary button; what is not possible now stands greyed in a
 * menu, each with why. */
export function StepBar({ plural, schema, id, version, record, without = [] }: Props) {
  const { t, language } = useWords()
  const { message } = App.useApp()
  const { hash } = useLocation()
  const queries = useQueryClient()
  const steps = useSteps(plural, id)
  const taking = useStep(plural, id)
  const [step, setStep] = useState<string>()
  const [seen, setSeen] = useState<string>()
  const offered = inOrder(steps.data ?? []).filter((one) => !without.includes(one.step))
  const first = offered.find((one) => one.possible)
  const blocked = offered.filter((one) => !one.possible)
  const shape = stepsOf(schema).find((one) => one.step === step)
  const chosen = offered.find((one) => one.step === step)

  function begin(which: OfferedStep | undefined) {
    if (!which?.possible) return
    setSeen(version)
    taking.reset()
    setStep(which.step)
  }
  useHotkeys({ e: () => begin(first) })
  // The list's `e` asks for the first step by the address, once.
  const [jumped, setJumped] = useState(false)
  if (hash === '#act' && first && !jumped) {
    setJumped(true)
    setSeen(version)
    setStep(first.step)
  }

  async function take(body: Record<string, unknown>) {
    await taking.mutateAsync({ body: { ...body, step }, version: seen })
    void message.success(t('step.done', { step: chosen ? stepText(schema, chosen, language) : '' }))
    setStep(undefined)
  }
  if (steps.data && offered.length === 0) return null
  return (
    <div className="record-steps no-print">
      {offered
        .filter((one) => one.possible)
        .map((one) => (
          <Button
            key={one.step}
            type={one === first ? 'primary' : 'default'}
            data-step={one.step}
            onClick={() => begin(one)}
          >
            {stepText(schema, one, language)}
          </Button>
        ))}
      {blocked.length > 0 && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: blocked.map((one) => ({
              key: one.step,
              disabled: true,
              label: (
                <>
                  {stepText(schema, one, language)}
                  <div className="step-reason">{one.reason}</div>
                </>
              ),
            })),
          }}
        >
          <Button type="text" className="soft">
            {t('step.blocked', { count: blocked.length })}
          </Button>
        </Dropdown>
      )}
      <SidePanel
        open={!!shape}
        onClose={() => setStep(undefined)}
        size={560}
        destroyOnHidden
        title={shape && stepText(schema, shape, language)}
      >
        <Suspense>
          {shape && (
            <StepForm
              draft={`${plural}/${id}/${shape.step}`}
              schema={schema}
              step={shape}
              final={FINAL.has(shape.step)}
              initial={beginsWith(shape.step, record as Record<string, unknown>)}
              submit={take}
              close={() => setStep(undefined)}
              context={record as Record<string, unknown>}
              stale={
                <Stale
                  plural={plural}
                  schema={schema}
                  id={id}
                  seen={seen}
                  goOn={async () => {
                    await queries.refetchQueries({ queryKey: [plural, 'record', String(id)] })
                    const found = queries.getQueryData<{ version?: string }>([plural, 'record', String(id)])
                    setSeen(found?.version)
                    taking.reset()
                  }}
                />
              }
            />
          )}
        </Suspense>
      </SidePanel>
    </div>
  )
}
