import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, Drawer } from 'antd'
import { answer, api, type Schemas } from '../api/client'
import { everything } from '../api/shapes'
import { stepsOf } from '../api/shapes'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
import { ProblemNote } from '../parts/ProblemNote'
import { StateTag } from '../parts/Standing'
import { ActionDrawer } from '../record/ActionDrawer'
import { stepText } from '../record/steps'
import { isBlank, Value } from '../record/Value'
import '../record/record.css'

type Exemption = Schemas['Exemption']
const STEPS: Record<string, string[]> = { asked: ['approve', 'refuse'], approved: ['revoke'] }
const HIDDEN = new Set(['id', 'version', 'state'])

/** For whom a rule is muted, until when and why; a second person decides. */
export function Exemptions() {
  const { t, field, language } = useWords()
  const found = useQuery({ queryKey: ['exemptions'], queryFn: () => answer(api.GET('/api/v1/exemptions')) })
  const [id, setId] = useState<number>()
  const shown = found.data?.find((one) => one.id === id)
  const columns: Column<Exemption>[] = [
    { key: 'id', title: field('id'), width: 64, align: 'right', render: (one) => one.id },
    { key: 'reason', title: field('reason'), render: (one) => one.reason },
    { key: 'rule', title: field('rule'), width: 90, render: (one) => one.rule ?? t('exemption.every_rule') },
    { key: 'subject', title: field('subject_id'), width: 180, render: (one) => one.subject_id },
    {
      key: 'state',
      title: field('state'),
      width: 100,
      render: (one) => (
        <StateTag list="ExemptionState" state={one.state} over={one.state === 'refused' || one.state === 'revoked'} />
      ),
    },
    { key: 'from', title: field('from'), width: 104, render: (one) => one.from },
    { key: 'until', title: field('until'), width: 104, render: (one) => one.until },
    { key: 'by', title: field('asked_by'), width: 110, render: (one) => one.asked_by },
  ]
  return (
    <div className="page page-full">
      <h1>{t('nav.exemptions')}</h1>
      {found.isError && <ProblemNote problem={found.error} retry={() => void found.refetch()} />}
      <DataTable<Exemption>
        place="exemptions"
        rows={found.data ?? []}
        columns={columns}
        id={(one) => one.id}
        name={(one) => one.reason}
        open={(one) => setId(one.id)}
        busy={found.isPending}
        empty={
          <div className="empty">
            <b>{t('exemption.empty')}</b>
            {t('exemption.empty.what')}
          </div>
        }
      />
      <Drawer
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
      </Drawer>
    </div>
  )
}
