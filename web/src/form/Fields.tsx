import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Form, Input, InputNumber, Select, Switch } from 'antd'
import type { ReactNode } from 'react'
import type { Field } from '../api/shapes'
import { codesOf, useWords } from '../i18n/text'
import { partsOf } from './body'
import { FileInput } from './FileInput'
import { DayInput, MomentInput, MoneyInput, SpanInput } from './inputs'
import { AccountPicker, CampaignPicker, ChecklistPicker, OfficePicker, PlacePicker, PriorityPicker } from './pickers'
import { ordered } from './order'
import { asked, roleOf } from './roles'
import { choicesFrom } from './context'

type Path = (string | number)[]
interface Props {
  fields: readonly Field[]
  /** The object or step whose fields they are: some names mean something narrower there. */
  within?: string
  /** Where they stand in the form's values. */
  path?: Path
  /** Where they stand relative to a list, which antd wants for its items. */
  local?: Path
  /** The record that a step is about: what it names, is picked from it. */
  context?: Record<string, unknown>
  /** They stand among the fields around them. */
  flat?: boolean
}

const FLAT = new Set(['complaint', 'head', 'place', 'content', 'plan', 'visit', 'amounts', 'person', 'penalty'])

/** Fields as the API describes them, in the order in which a person says them. */
export function Fields({ fields, within, path = [], local, context, flat }: Props) {
  return (
    <div className={flat ? 'form-flat' : 'form-fields'}>
      {ordered(asked(fields, within)).map((field) => (
        <One
          key={field.name}
          field={field}
          within={within}
          path={[...path, field.name]}
          local={local ? [...local, field.name] : undefined}
          context={context}
        />
      ))}
    </div>
  )
}

/** Whether a field takes the whole width. */
const wide = (field: Field, within: string | undefined): boolean =>
  field.list ||
  field.type === 'file' ||
  (field.type === 'text' &&
    (roleOf(field.name, within) === 'long' || field.name === 'title' || field.name === 'subject_id'))

interface OneProps {
  field: Field
  within?: string
  path: Path
  local?: Path
  context?: Record<string, unknown>
}

function One({ field, within, path, local, context }: OneProps) {
  const { t, field: nameOf } = useWords()
  const label = nameOf(field.name, within)
  const name = local ?? path
  if (field.type === 'object' && field.list)
    return <ObjectList field={field} label={label} path={path} local={local} context={context} />
  if (field.type === 'object') {
    // What has one of everything needs no frame around each: its fields stand among the others.
    if (FLAT.has(field.name)) {
      return <Fields flat fields={partsOf(field.of)} within={field.of} path={path} local={local} context={context} />
    }
    return (
      <fieldset className="form-group">
        <legend>{label}</legend>
        <Fields fields={partsOf(field.of)} within={field.of} path={path} local={local} context={context} />
      </fieldset>
    )
  }
  const files = field.type === 'file'
  const rules = []
  if (field.required && field.type !== 'boolean' && (!field.list || files))
    rules.push({ required: true, message: t('form.required') })
  return (
    <Form.Item
      className={wide(field, within) ? 'form-wide' : undefined}
      name={name}
      label={label}
      required={field.required && field.type !== 'boolean'}
      rules={rules}
      valuePropName={field.type === 'boolean' ? 'checked' : 'value'}
      validateTrigger="onSubmit"
    >
      {control(field, within, context, t)}
    </Form.Item>
  )
}

function control(
  field: Field,
  within: string | undefined,
  context: Record<string, unknown> | undefined,
  t: ReturnType<typeof useWords>['t'],
): ReactNode {
  const choices = choicesFrom(field.name, within, context)
  if (choices)
    return <Select allowClear={!field.required} showSearch={{ optionFilterProp: 'label' }} options={choices} />
  switch (field.type) {
    case 'money':
      return <MoneyInput />
    case 'date':
      return <DayInput />
    case 'moment':
      return <MomentInput />
    case 'span':
      return <SpanInput />
    case 'boolean':
      return <Switch checkedChildren={t('yes')} unCheckedChildren={t('no')} />
    case 'file':
      return <FileInput many={!!field.list} />
    case 'enum':
      return <EnumPicker list={field.of ?? ''} many={field.list} clear={!field.required} context={context} />
    case 'integer':
      if (field.name === 'campaign') return <CampaignPicker />
      if (field.list) return <NumberList />
      return <InputNumber min={field.min} precision={0} style={{ width: 160 }} />
    default:
      return text(field, within)
  }
}

function text(field: Field, within: string | undefined): ReactNode {
  const role = roleOf(field.name, within)
  switch (role) {
    case 'office':
      return (
        <OfficePicker
          many={field.list}
          kinds={
            field.name === 'partners' || field.name === 'lead_department' || field.name === 'watches'
              ? ['department']
              : undefined
          }
        />
      )
    case 'account':
      return <AccountPicker many={field.list} />
    case 'priority':
      return <PriorityPicker many={field.list} />
    case 'checklist':
      return <ChecklistPicker />
    case 'town':
    case 'village':
    case 'school':
    case 'institution':
      return <PlacePicker kind={role} />
    case 'long':
      return field.list ? (
        <Select mode="tags" open={false} suffixIcon={null} />
      ) : (
        <Input.TextArea autoSize={{ minRows: field.name === 'remark' ? 2 : 3, maxRows: 14 }} />
      )
    default:
      return field.list ? <Select mode="tags" open={false} suffixIcon={null} /> : <Input />
  }
}

/** Values that somebody chooses; those that only the program gives are not among them. */
const NOT_CHOSEN: Record<string, readonly string[]> = { Role: ['machine'], Channel: [] }

function EnumPicker({
  list,
  many,
  clear,
  context,
  ...rest
}: {
  list: string
  many?: boolean
  clear: boolean
  context?: Record<string, unknown>
}) {
  const { label } = useWords()
  let codes = codesOf(list).filter((code) => !NOT_CHOSEN[list]?.includes(code))
  if (list === 'Nature' && context?.kind)
    codes = codes.filter((code) => (context.kind === 'owed') === (code === 'owed_unpaid'))
  return (
    <Select
      {...rest}
      mode={many ? 'multiple' : undefined}
      allowClear={clear}
      options={codes.map((code) => ({ value: code, label: label(list, code) }))}
    />
  )
}

function NumberList({ value, onChange, ...rest }: { value?: number[]; onChange?: (value: number[]) => void }) {
  return (
    <Select
      {...rest}
      mode="tags"
      open={false}
      suffixIcon={null}
      value={value?.map(String)}
      onChange={(texts: string[]) => onChange?.(texts.filter((text) => /^\d+$/.test(text)).map(Number))}
    />
  )
}

function ObjectList({
  field,
  label,
  path,
  local,
  context,
}: {
  field: Field
  label: string
  path: Path
  local?: Path
  context?: Record<string, unknown>
}) {
  const { t } = useWords()
  return (
    <Form.List name={local ?? path}>
      {(items, { add, remove }) => (
        <fieldset className="form-group">
          <legend>{label}</legend>
          {items.map((item, index) => (
            <div key={item.key} className="form-item-of-list">
              <div className="spread">
                <b>{index + 1}</b>
                <Button
                  type="text"
                  size="small"
                  icon={<DeleteOutlined />}
                  aria-label={t('form.remove')}
                  onClick={() => remove(item.name)}
                />
              </div>
              <Fields
                fields={partsOf(field.of)}
                within={field.of}
                path={[...path, item.name]}
                local={[item.name]}
                context={context}
              />
            </div>
          ))}
          <Button icon={<PlusOutlined />} onClick={() => add({})}>
            {t('form.add', { what: label })}
          </Button>
        </fieldset>
      )}
    </Form.List>
  )
}
