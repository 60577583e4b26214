import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from 'antd'
import { answer, api, type Schemas } from '../api/client'
import { allowed } from '../api/operations'
import { call } from '../api/http'
import { everything, stepsOf } from '../api/shapes'
import { codesOf, useWords } from '../i18n/text'
import { BulkBar, type Deed } from '../list/BulkBar'
import type { Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { SidePanel } from '../parts/SidePanel'
import { StateTag } from '../parts/Standing'
import { ActionDrawer } from '../record/ActionDrawer'
import { useMe } from '../session/me'
import { stepText } from '../record/steps'
import { isBlank, Value } from '../record/Value'
import '../record/record.css'

type Exemption = Schemas['Exemption']
const STEPS: Record<string, string[]> = { asked: ['approve', 'refuse'], approved: ['revoke'] }
const HIDDEN = new Set(['id', 'version', 'state'])

/** For whom a rule is muted, until when and why; a second person decides. */
export function Exemptions() {
  const { t, field, label, language } = useWords()
  const found = useQuery({ queryKey: ['exemptions'], queryFn: () => answer(api.GET('/api/v1/exemptions')) })
  const decides = allowed(useMe().role, 'POST /exemptions/{id}/steps')
  const [id, setId] = useState<number>()
  const shown = found.data?.find((one) => one.id === id)
  const deeds = stepsOf('Exemption').map((step): Deed<Exemption> => {
    const text = stepText('Exemption', step, language)
    return {
      key: step.step,
      text,
      fields: step.fields,
      within: step.step,
      possible: (one) => !!STEPS[one.state]?.includes(step.step),
      take: (one, typed) =>
        call('POST', `/exemptions/${one.id}/steps`, {
          body: { ...typed, step: step.step },
          version: `"v${one.version}"`,
        }),
    }
  })
  const columns: Column<Exemption>[] = [
    { key: 'id', title: field('id'), width: 64, align: 'right', text: (one) => one.id },
    { key: 'reason', title: field('reason'), text: (one) => one.reason },
    { key: 'rule', title: field('rule'), width: 90, text: (one) => one.rule ?? t('exemption.every_rule') },
    { key: 'subject', title: field('subject_id'), width: 180, text: (one) => one.subject_id },
    {
      key: 'state',
      title: field('state'),
      width: 100,
      text: (one) => label('ExemptionState', one.state),
      render: (one) => (
        <StateTag list="ExemptionState" state={one.state} over={one.state === 'refused' || one.state === 'revoked'} />
      ),
    },
    { key: 'from', title: field('from'), width: 104, text: (one) => one.from },
    { key: 'until', title: field('until'), width: 104, text: (one) => one.until },
    { key: 'by', title: field('asked_by'), width: 110, text: (one) => one.asked_by },
  ]
  return (
    <>
      <ShortList<Exemption>
        list="exemptions"
        title={t('nav.exemptions')}
        columns={columns}
        fixed="reason"
        rows={found.data ?? []}
        id={(one) => one.id}
        name={(one) => `${one.id} ${one.reason}`}
        open={(one) => setId(one.id)}
        busy={found.isPending}
        problem={found.error}
        retry={() => void found.refetch()}
        narrows={[
          {
            name: 'state',
            label: field('state'),
            options: codesOf('ExemptionState').map((code) => ({ value: code, label: label('ExemptionState', code) })),
            of: (one) => one.state,
          },
        ]}
        bar={
          decides
            ? (rows, clear) => (
                <BulkBar
                  list="exemptions"
                  rows={rows}
                  id={(one) => one.id}
                  name={(one) => `${one.id}`}
                  deeds={deeds}
                  clear={clear}
                />
              )
            : undefined
        }
        empty={{ title: t('exemption.empty'), what: t('exemption.empty.what') }}
      />
      <SidePanel
        open={!!shown}
        onClose={() => setId(undefined)}
        size={560}
        title={shown && `${t('nav.exemptions')} ${shown.id}`}
      >
        {shown && (
          <>
            <dl className="fields">
              {everything.records.Exemption?.filter(
                (one) => !HIDDEN.has(one.name) && !isBlank(shown[one.name as keyof Exemption]),
              ).map((one) => (
                <div key={one.name} style={{ display: 'contents' }}>
                  <dt>{field(one.name)}</dt>
                  <dd>
                    <Value field={one} value={shown[one.name as keyof Exemption]} />
                  </dd>
                </div>
              ))}
            </dl>
            <div className="row" style={{ marginTop: 12 }}>
              {stepsOf('Exemption')
                .filter((step) => STEPS[shown.state]?.includes(step.step))
                .map((step, index) => (
                  <ActionDrawer
                    key={step.step}
                    primary={index === 0}
                    text={stepText('Exemption', step, language)}
                    draft={`exemptions/${shown.id}/${step.step}`}
                    fields={step.fields}
                    within={step.step}
                    plural="exemptions"
                    id={shown.id}
                    path={`/exemptions/${shown.id}/steps`}
                    version={`"v${shown.version}"`}
                    body={(typed) => ({ ...typed, step: step.step })}
                  />
                ))}
              <Button onClick={() => setId(undefined)}>{t('form.close')}</Button>
            </div>
          </>
        )}
      </SidePanel>
    </>
  )
}
