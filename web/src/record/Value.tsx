import { objectOf, variantsOf, type Field } from '../api/shapes'
import { useOffices } from '../api/lookups'
import { FileLinks } from '../files/FileLinks'
import { yuan } from '../format/money'
import { day, minute } from '../format/time'
import { roleOf } from '../form/roles'
import { usePriority } from '../i18n/priorities'
import { useWords } from '../i18n/text'
import { colourOf, reasonOf, spanText, type Clock } from './clocks'
import { Standing } from '../parts/Standing'

type Plain = Record<string, unknown>
const isObject = (value: unknown): value is Plain => !!value && typeof value === 'object' && !Array.isArray(value)
export const isBlank = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isObject(value) && Object.values(value).every(isBlank))

/** A value as a person reads it, by what the API says that it is. `plain` is for a line of text. */
export function Value({ field, value, plain }: { field: Field; value: unknown; plain?: boolean }) {
  const words = useWords()
  const { t, label } = words
  const { name } = useOffices()
  const priority = usePriority()
  if (isBlank(value)) return <span className="soft">–</span>
  if (field.name === 'clocks' && Array.isArray(value)) return <Clocks clocks={value as Clock[]} />
  if (field.type === 'file') return <FileLinks digests={Array.isArray(value) ? (value as string[]) : [String(value)]} />
  if (Array.isArray(value)) {
    const one = { ...field, list: false }
    if (!isObject(value[0])) {
      return value.map((item, index) => (
        <span key={index}>
          {index > 0 && '、'}
          <Value field={one} value={item} plain />
        </span>
      ))
    }
    return (
      <ul className="entries">
        {value.map((item, index) => (
          <li key={index}>
            <Value field={one} value={item} />
          </li>
        ))}
      </ul>
    )
  }
  if (isObject(value)) return <Composite field={field} value={value} />
  switch (field.type) {
    case 'money':
      return <span>{t('money.yuan', { amount: yuan(Number(value)) })}</span>
    case 'enum':
      return <span>{label(field.of ?? '', String(value))}</span>
    case 'boolean':
      return <span>{value ? t('yes') : t('no')}</span>
    case 'date':
      return <span>{day(String(value))}</span>
    case 'moment':
      return <span>{minute(String(value))}</span>
    case 'span':
      return <span>{spanText(String(value), words)}</span>
    default: {
      const role = roleOf(field.name, undefined)
      if (role === 'office') return <span>{name(String(value))}</span>
      if (role === 'priority') return <span>{priority(String(value))}</span>
      return (
        <span className={plain ? undefined : 'pre'}>
          {typeof value === 'boolean' ? (value ? t('yes') : t('no')) : String(value)}
        </span>
      )
    }
  }
}

/** Text, its author and its moment stand together; the rest of an object as fields. */
function Composite({ field, value }: { field: Field; value: Plain }) {
  const { field: nameOf, label, t } = useWords()
  const entry = typeof value.by === 'string' && typeof value.at === 'string'
  const shapes = shapesFor(field, value)
  const skip = new Set(entry ? ['text', 'by', 'at', 'files', 'is', 'step'] : ['is'])
  const rest = Object.entries(value).filter(([key, inner]) => !skip.has(key) && !isBlank(inner) && inner !== false)
  if (field.of === 'Reference') return <span>{`${label('Kind', String(value.kind))} ${String(value.id)}`}</span>
  return (
    <>
      {entry && !isBlank(value.text) && <div className="pre">{String(value.text)}</div>}
      {rest.length > 0 && (
        <dl className="fields">
          {rest.map(([key, inner]) => (
            <div key={key} style={{ display: 'contents' }}>
              <dt>{nameOf(key, field.of)}</dt>
              <dd>
                <Value field={shapes.get(key) ?? { name: key, type: 'any' }} value={inner} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {entry && Array.isArray(value.files) && <FileLinks digests={value.files as string[]} />}
      {entry && (
        <div className="entry-by">{t('entry.by', { who: String(value.by), at: minute(String(value.at)) })}</div>
      )}
    </>
  )
}

function shapesFor(field: Field, value: Plain): Map<string, Field> {
  if (field.type === 'choice' && field.of) {
    const variants = variantsOf(field.of)
    const tag = [value.is, value.step, value.outcome].find((one) => variants.some((variant) => variant.tag === one))
    return new Map((variants.find((variant) => variant.tag === tag)?.fields ?? []).map((one) => [one.name, one]))
  }
  if (field.type === 'map')
    return new Map(Object.keys(value).map((key) => [key, { name: key, type: 'object', of: field.of } satisfies Field]))
  return new Map((field.of ? objectOf(field.of) : []).map((one) => [one.name, one]))
}

function Clocks({ clocks }: { clocks: Clock[] }) {
  const words = useWords()
  return (
    <ul className="entries">
      {clocks.map((clock, index) => (
        <li key={index}>
          <Standing colour={colourOf(clock) ?? clock.course.is} dueAt={clock.due_at} /> {reasonOf(clock, words)}
        </li>
      ))}
    </ul>
  )
}
