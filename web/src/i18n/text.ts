// Two languages, side by side: [Chinese, English]. A text that is missing in one of them does not compile.
import labels from '../api/generated/labels.json'
import { usePreference } from '../format/preference'
import { fields } from './fields'
import { messages, type MessageKey } from './messages'

export type Language = 'zh' | 'en'
export type Pair = readonly [string, string]
export type Values = Record<string, string | number>

const at = (language: Language) => (language === 'zh' ? 0 : 1)
const fill = (text: string, values?: Values) =>
  values ? text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : text

export type Translate = (key: MessageKey, values?: Values) => string

export interface Words {
  language: Language
  t: Translate
  /** The word for a code of a closed list; the code itself where the list does not know it. */
  label: (list: string, code: string | null | undefined) => string
  /** The name of a field: its own within an object, else the one that it has everywhere. */
  field: (name: string, within?: string) => string
  pair: (pair: Pair) => string
}

const lists = labels as unknown as Record<string, Record<string, Pair>>

export function wordsIn(language: Language): Words {
  const index = at(language)
  return {
    language,
    t: (key, values) => fill(messages[key][index], values),
    label: (list, code) => (code === null || code === undefined ? '' : (lists[list]?.[code]?.[index] ?? String(code))),
    field: (name, within) => (within && fields[`${within}.${name}`]?.[index]) || fields[name]?.[index] || name,
    pair: (pair) => pair[index],
  }
}

const both: Record<Language, Words> = { zh: wordsIn('zh'), en: wordsIn('en') }

export const codesOf = (list: string): string[] => Object.keys(lists[list] ?? {})

export function useLanguage(): [Language, (language: Language) => void] {
  return usePreference<Language>('language', 'zh')
}

export function useWords(): Words {
  return both[useLanguage()[0]]
}
