import shapes from './generated/shapes.json'

export type FieldType =
  | 'text'
  | 'date'
  | 'moment'
  | 'money'
  | 'integer'
  | 'boolean'
  | 'span'
  | 'file'
  | 'enum'
  | 'object'
  | 'choice'
  | 'map'
  | 'any'

/** A field as the API describes it. */
export interface Field {
  name: string
  type: FieldType
  required?: boolean
  list?: boolean
  /** The closed list, or the object among `objects`. */
  of?: string
  min?: number
}
export interface Variant {
  tag?: string
  fields: Field[]
}
export interface Step {
  step: string
  zh: string
  en: string
  fields: Field[]
}

const all = shapes as unknown as {
  steps: Record<string, Step[]>
  drafts: Record<string, Field[]>
  records: Record<string, Field[]>
  objects: Record<string, Field[] | Variant[]>
}

// What only a device tells of itself is in no form: nobody types where they stand (src/field).
const DEVICE = new Set(['InspectionSpot'])
const typed = ({ fields, ...step }: Step): Step => ({
  ...step,
  fields: fields.filter((field) => !DEVICE.has(field.of ?? '')),
})
const steps = Object.fromEntries(Object.entries(all.steps).map(([schema, each]) => [schema, each.map(typed)]))

export const stepsOf = (schema: string): Step[] => steps[schema] ?? []
export const draftOf = (name: string): Field[] => all.drafts[name] ?? []
export const recordOf = (schema: string): Field[] => all.records[schema] ?? []
export const objectOf = (name: string): Field[] => (all.objects[name] as Field[] | undefined) ?? []
export const variantsOf = (name: string): Variant[] => (all.objects[name] as Variant[] | undefined) ?? []
export const everything = all
