import { call } from '../api/http'
import { stepsOf } from '../api/shapes'
import { StepWords } from '../form/StepForm'
import { useWords } from '../i18n/text'
import { useSteps } from '../record/calls'
import type { RecordKind } from '../record/kinds'
import { FINAL, stepText } from '../record/steps'
import { BulkBar, type Deed } from './BulkBar'
import type { Line } from './columns'

/** One step for many records, under the version that the list shows of each. */
export function RecordBar({ kind, lines, clear }: { kind: RecordKind; lines: Line[]; clear: () => void }) {
  const { t, language } = useWords()
  const steps = useSteps(kind.plural, lines[0]?.id)
  const shapes = stepsOf(kind.schema)
  const deeds = (steps.data ?? []).flatMap((one): Deed<Line>[] => {
    const shape = shapes.find((other) => other.step === one.step)
    if (!one.possible || !shape) return []
    const text = stepText(kind.schema, one, language)
    return [
      {
        key: one.step,
        text,
        fields: shape.fields,
        within: one.step,
        confirm: FINAL.has(one.step) ? t('step.final', { step: text }) : undefined,
        said: <StepWords schema={kind.schema} step={shape} />,
        take: (line, typed) =>
          call('POST', `/${kind.plural}/${line.id}/steps`, {
            body: { ...typed, step: one.step },
            version: `"v${line.version}"`,
          }),
      },
    ]
  })
  return (
    <BulkBar
      list={kind.plural}
      rows={lines}
      id={(line) => line.id}
      name={(line) => line.number}
      deeds={deeds}
      clear={clear}
    />
  )
}
