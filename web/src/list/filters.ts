import { codesOf, type Words } from '../i18n/text'
import { priorities } from '../i18n/priorities'

/** Stands for records that have no department, town or priority. */
export const NONE = '-'

const LISTS: Record<string, string> = { climbed: 'Level', owes: 'Obligation' }

/** What can be chosen for a filter that has a closed list. */
export function optionsFor(filter: string, words: Words): { value: string; label: string }[] | undefined {
  if (filter === 'priority') return priorities.map(([value, pair]) => ({ value, label: words.pair(pair) }))
  if (filter === 'kind')
    return ['fault', 'owed'].map((value) => ({ value, label: words.t(value === 'fault' ? 'lead.fault' : 'lead.owed') }))
  const list = LISTS[filter]
  if (list) return codesOf(list).map((value) => ({ value, label: words.label(list, value) }))
  return undefined
}
