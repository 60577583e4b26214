import { Drawer, Input } from 'antd'
import { useState } from 'react'
import { useOffices, type Office } from '../api/lookups'
import { stepsOf, type Field } from '../api/shapes'
import { useWords } from '../i18n/text'
import { DataTable, type Column } from '../list/DataTable'
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
  const [text, setText] = useState('')
  const shown = offices.find((one) => one.code === code)
  const rows = offices.filter((one) => !text || `${one.code} ${one.name}`.includes(text))
  const again = () => void queries.invalidateQueries({ queryKey: ['offices'] })
  const columns: Column<Office>[] = [
    { key: 'code', title: field('code', 'Office'), width: 220, render: (one) => one.code },
    { key: 'name', title: field('name', 'Office'), render: (one) => one.name },
    { key: 'kind', title: field('kind', 'Office'), width: 130, render: (one) => label('OfficeKind', one.kind) },
    { key: 'parent', title: field('parent'), width: 180, render: (one) => name(one.parent) },
    {
      key: 'watches',
      title: field('watches'),
      width: 220,
      render: (one) => (one.watches ?? []).map((each) => name(each)).join('、'),
    },
    { key: 'active', title: field('active'), width: 80, render: (one) => (one.active === false ? t('no') : t('yes')) },
  ]
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
    <div className="page page-full">
      <div className="spread">
        <h1>{t('nav.offices')}</h1>
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
      </div>
      <div className="chips">
        <Input
          style={{ width: 240 }}
          allowClear
          value={text}
          placeholder={t('list.typed')}
          aria-label={t('list.typed')}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <DataTable<Office>
        place="offices"
        rows={rows}
        columns={columns}
        id={(one) => one.code}
        name={(one) => one.name}
        open={(one) => setCode(one.code)}
        empty={<div className="empty">{t('list.empty.narrow')}</div>}
      />
      <Drawer open={!!shown} onClose={() => setCode(undefined)} size={560} title={shown?.name}>
        {shown && (
          <>
            <dl className="fields">
              {columns.map((column) => (
                <div key={column.key} style={{ display: 'contents' }}>
                  <dt>{column.title}</dt>
                  <dd>{column.render(shown) || '–'}</dd>
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
      </Drawer>
    </div>
  )
}
