import { draftOf, objectOf, type Field } from '../api/shapes'

type Plain = Record<string, unknown>
const isPlain = (value: unknown): value is Plain => !!value && typeof value === 'object' && !Array.isArray(value)

/** The fields of an object, which is a draft of its own or a part. */
export const partsOf = (name: string | undefined): Field[] => {
  if (!name) return []
  const own = objectOf(name)
  return own.length > 0 ? own : draftOf(name)
}

/** What was typed, as the API takes it: nothing empty is sent, and what is required and was left alone is sent as its least. */
export function bodyOf(fields: readonly Field[], typed: Plain): Plain {
  const body: Plain = {}
  for (const field of fields) {
    const value = valueOf(field, typed[field.name])
    if (value !== undefined) body[field.name] = value
  }
  return body
}

function valueOf(field: Field, value: unknown): unknown {
  if (field.list) {
    const items = (Array.isArray(value) ? value : [])
      .map((item) => valueOf({ ...field, list: false, required: false }, item))
      .filter((item) => item !== undefined)
    return items.length > 0 || field.required ? items : undefined
  }
  if (field.type === 'object') {
    const inner = bodyOf(partsOf(field.of), isPlain(value) ? value : {})
    if (field.required) return inner
    // An object of which nothing was said is not sent, even where it has switches that are off.
    return Object.values(inner).some((one) => one !== false && !(isPlain(one) && Object.keys(one).length === 0))
      ? inner
      : undefined
  }
  if (field.type === 'boolean')
    return value === undefined || value === null ? (field.required ? false : undefined) : value
  if (typeof value === 'string') {
    const text = value.trim()
    return text === '' ? (field.required && field.type === 'text' ? '' : undefined) : text
  }
  return value ?? undefined
}

/** Where each field stands, for a problem that names one by its name or by its Chinese label. */
export function pathsOf(
  fields: readonly Field[],
  within: string | undefined,
  path: (string | number)[] = [],
): { name: string; within?: string; path: (string | number)[] }[] {
  return fields.flatMap((field) => {
    const here = [...path, field.name]
    const own = { name: field.name, within, path: here }
    return field.type === 'object' && !field.list ? [own, ...pathsOf(partsOf(field.of), field.of, here)] : [own]
  })
}
