// What a step names by its place or code within the record, picked from the record.
interface Choice {
  value: string | number
  label: string
}
type Plain = Record<string, unknown>
const listOf = (value: unknown): Plain[] => (Array.isArray(value) ? (value as Plain[]) : [])
const nth = (items: Plain[], label: (item: Plain) => string): Choice[] =>
  items.map((item, index) => ({ value: index + 1, label: `${index + 1}. ${label(item)}` }))

export function choicesFrom(
  name: string,
  within: string | undefined,
  context: Plain | undefined,
): Choice[] | undefined {
  if (!context) return undefined
  if ((name === 'person' || name === 'persons') && context.persons)
    return nth(listOf(context.persons), (person) => String(person.name))
  if (name === 'payment' && context.payments)
    return nth(listOf(context.payments), (payment) => `${String(payment.on)} ${String(Number(payment.amount) / 100)}`)
  if (name === 'item' && context.checklist) {
    const items = listOf((context.checklist as Plain).items)
    return items.map((item) => ({
      value: String(item.code),
      label: `${String(item.code)} ${String(item.text ?? item.title ?? '')}`,
    }))
  }
  if (name === 'who' && within === 'remove_member' && Array.isArray(context.team))
    return (context.team as string[]).map((login) => ({ value: login, label: login }))
  return undefined
}
