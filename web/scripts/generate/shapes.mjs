// The fields of what is shown and typed in, flattened from JSON Schema to what a form needs:
//   { name, type, required, of?, list?, zh?, doc? }
// type: text | date | moment | money | integer | boolean | span | file | enum | object | choice | map | any
// `of` names a closed list (enum), an object among `objects`, or carries the variants of a choice.
import { words } from './labels.mjs'

const MONEY = new Set(['amount', 'avoided', 'due', 'involved', 'base', 'fine'])
const FILES = new Set(['files', 'document', 'voucher'])

const named = (schema) => schema.$ref?.split('/').at(-1)
const chinese = (text) => /[（(]([^（()）]*[\u4e00-\u9fff][^（()）]*)[)）]/.exec(text ?? '')?.[1]
const english = (text) =>
  (text ?? '').replace(/\s*[（(][^（()）]*[\u4e00-\u9fff][^（()）]*[)）]/g, '').replace(/\.$/, '')

export function shapesOf(document) {
  const schemas = document.components.schemas
  const objects = {}

  const isNull = (schema) => schema.type === 'null'
  // `X or null` is X that may be left out.
  function bare(schema) {
    const parts = schema.oneOf ?? schema.anyOf
    if (parts?.some(isNull)) {
      const rest = parts.filter((part) => !isNull(part))
      if (rest.length === 1) return rest[0]
    }
    return schema
  }
  const typeOf = (schema) => (Array.isArray(schema.type) ? schema.type.find((type) => type !== 'null') : schema.type)

  function kind(name, raw) {
    const schema = bare(raw)
    const ref = named(schema)
    if (ref) {
      const target = schemas[ref]
      if (target.enum) return { type: 'enum', of: ref }
      if (ref === 'Span') return { type: 'span' }
      if (target.oneOf) return { type: 'choice', of: ref, ...register(ref) }
      if (typeOf(target) === 'array') return kind(name, target)
      if (typeOf(target) === 'object' || target.allOf) return { type: 'object', of: ref, ...register(ref) }
      return kind(name, target)
    }
    const type = typeOf(schema)
    if (type === 'array') return { ...kind(name, schema.items ?? {}), list: true }
    if (type === 'object') {
      const values = schema.additionalProperties
      return values && typeof values === 'object'
        ? { type: 'map', of: named(values) ?? typeOf(values) }
        : { type: 'any' }
    }
    if (type === 'boolean') return { type: 'boolean' }
    if (type === 'integer' || type === 'number') return { type: MONEY.has(name) ? 'money' : 'integer' }
    if (type === 'string') {
      if (FILES.has(name)) return { type: 'file' }
      if (schema.format === 'date') return { type: 'date' }
      if (schema.format === 'date-time') return { type: 'moment' }
      return { type: 'text' }
    }
    return { type: 'any' }
  }

  function fields(schema, without = new Set()) {
    const found = []
    for (const part of schema.allOf ?? []) {
      const ref = named(part)
      if (!without.has(ref)) found.push(...fields(ref ? schemas[ref] : part, without))
    }
    for (const [name, raw] of Object.entries(schema.properties ?? {})) {
      const field = { name, ...kind(name, raw) }
      if (schema.required?.includes(name)) field.required = true
      if (typeof raw.minimum === 'number') field.min = raw.minimum
      found.push(field)
    }
    return found
  }

  function register(ref) {
    if (!(ref in objects)) {
      objects[ref] = []
      const target = schemas[ref]
      objects[ref] = target.oneOf
        ? target.oneOf.map((variant) => ({ tag: tagOf(variant), fields: fields(variant) }))
        : fields(target)
    }
    return {}
  }

  const TAGS = ['step', 'is', 'outcome']
  function tagOf(variant) {
    for (const name of TAGS) {
      const only = variant.properties?.[name]?.enum
      if (only?.length === 1) return only[0]
    }
    return undefined
  }

  const steps = {}
  const drafts = {}
  const records = {}
  for (const [name, schema] of Object.entries(schemas)) {
    if (name.endsWith('Change') && schema.oneOf) {
      const record = name.slice(0, -'Change'.length)
      steps[record] = schema.oneOf.map((variant) => {
        const code = variant.properties.step.enum[0]
        return {
          step: code,
          zh: chinese(variant.description) ?? words(code),
          en: english(variant.description) || words(code),
          fields: fields(variant).filter((field) => field.name !== 'step'),
        }
      })
    }
    if (
      name === 'InspectionPlan' ||
      name === 'Intake' ||
      (name.endsWith('Draft') && schemas[name.slice(0, -'Draft'.length)])
    ) {
      drafts[name] = fields(schema)
    }
  }
  for (const record of Object.keys(steps)) {
    if (schemas[record]) records[record] = fields(schemas[record], new Set(['Head']))
  }
  for (const extra of ['CaseOpening', 'SelfCheck', 'FaultIssue'])
    if (schemas[extra]) drafts[extra] = fields(schemas[extra])
  return { steps, drafts, records, objects }
}
