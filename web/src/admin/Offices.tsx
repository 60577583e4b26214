import { useState } from 'react'
import { call } from '../api/http'
import { useOffices, type Office } from '../api/lookups'
import { stepsOf, type Field } from '../api/shapes'
import { codesOf, useWords } from '../i18n/text'
import { BulkBar, type Deed } from '../list/BulkBar'
import { wordsOf, type Column } from '../list/column'
import { ShortList } from '../list/ShortList'
import { SidePanel } from '../parts/SidePanel'
import { ActionDrawer } from '../record/ActionDrawer'
import { stepText } from '../record/steps'
import { useQueryClient } from '@tanstack/react-query'
import '../record/record.css'

const NEW: Field[] = [{ name: 'offices', type: 'object', of: 'Office', list: true, required: true }]

export function Offices() {
  const { t, label, field, language } = useWords()
  const queries = useQueryClient()
  const { offices, name } = useOffices()
  const [code, setCode] = useState<string>()
  const shown = offices.find((one) => one.code === code)
  const again = () => void queries.invalidateQueries({ queryKey: ['offices'] })
  const active = (one: Office) => (one.active === false ? t('no') : t('yes'))
  const columns: Column<Office>[] = [
    { key: 'code', title: field('code', 'Office'), width: 220, text: (one) => one.code },
    { key: 'name', title: field('name', 'Office'), text: (one) => one.name },
    { key: 'kind', title: field('kind', 'Office'), width: 130, text: (one) => label('OfficeKind', one.kind) },
    { key: 'parent', title: field('parent'), width: 180, text: (one) => name(one.parent) },
    {
      key: 'watches',
      title: field('watches'),
      width: 220,
      text: (one) => (one.watches ?? []).map((each) => name(each)).join('、'),
    },
    { key: 'active', title: field('active'), width: 80, text: active },
  ]
  const deeds = stepsOf('Office')
    .filter((step) => step.step === 'close' || step.step === 'reopen')
    .map((step): Deed<Office> => ({
      key: step.step,
      text: stepText('Office', step, language),
      fields: step.fields,
      within: step.step,
      possible: (one) => (one.active === false) === (step.step === 'reopen'),
      take: (one, typed) =>
        call('POST', `/offices/${encodeURIComponent(one.code)}/steps`, { body: { ...typed, step: step.step } }),
    }))
  const steps = shown
    ? stepsOf('Office').filter((step) =>
        step.step === 'watch'
          ? shown.kind === 'resident'
          : step.step === 'reopen'
            ? shown.active === false
            : step.step === 'close'
              ? shown.active !== false
              : true,
      )
    : []
  return (
    <>
      <ShortList<Office>
        list="offices"
        title={t('nav.offices')}
        columns={columns}
        fixed="name"
        rows={offices}
        id={(one) => one.code}
        name={(one) => one.name}
        open={(one) => setCode(one.code)}
        narrows={[
          {
            name: 'kind',
            label: field('kind', 'Office'),
            options: codesOf('OfficeKind').map((code) => ({ value: code, label: label('OfficeKind', code) })),
            of: (one) => one.kind,
          },
          {
            name: 'active',
            label: field('active'),
            options: [
              { value: 'true', label: t('yes') },
              { value: 'false', label: t('no') },
            ],
            of: (one) => String(one.active !== false),
          },
        ]}
        bar={(rows, clear) => (
          <BulkBar
            list="offices"
            rows={rows}
            id={(one) => one.code}
            name={(one) => one.name}
            deeds={deeds}
            clear={clear}
          />
        )}
        actions={
          <ActionDrawer
            primary
            text={t('admin.office.add')}
            draft="offices/new"
            fields={NEW}
            within="OfficeList"
            initial={{ offices: [{ active: true }] }}
            plural="offices"
            id="new"
            path="/offices"
            body={(typed) => typed.offices}
            done={again}
          />
        }
        empty={{ title: t('admin.office.empty'), what: t('list.empty.enter') }}
      />
      <SidePanel open={!!shown} onClose={() => setCode(undefined)} size={560} title={shown?.name}>
        {shown && (
          <>
            <dl className="fields">
              {columns.map((column) => (
                <div key={column.key} style={{ display: 'contents' }}>
                  <dt>{column.title}</dt>
                  <dd>{wordsOf(column, shown) || '–'}</dd>
                </div>
              ))}
            </dl>
            <div className="row" style={{ marginTop: 12 }}>
              {steps.map((step) => (
                <ActionDrawer
                  key={step.step}
                  text={stepText('Office', step, language)}
                  draft={`offices/${shown.code}/${step.step}`}
                  fields={step.fields}
                  within={step.step}
                  initial={{ name: shown.name, parent: shown.parent, departments: shown.watches }}
                  plural="offices"
                  id={shown.code}
                  path={`/offices/${encodeURIComponent(shown.code)}/steps`}
                  body={(typed) => ({ ...typed, step: step.step })}
                  done={again}
                />
              ))}
            </div>
          </>
        )}
      </SidePanel>
    </>
  )
}
