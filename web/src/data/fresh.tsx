import type { MessageKey } from '../i18n/messages'
import { useWords } from '../i18n/text'
import { Mark } from '../parts/Standing'

export type Freshness = 'fresh' | 'ageing' | 'stale' | 'none' | 'unlimited'

/** How old what is there is against the age from which it is stale; the last fifth before that is told beforehand. */
export function freshness(age: number | null | undefined, limit: number | null | undefined): Freshness {
  if (age === null || age === undefined) return 'none'
  if (limit === null || limit === undefined) return 'unlimited'
  if (age > limit) return 'stale'
  return age * 5 > limit * 4 ? 'ageing' : 'fresh'
}

/** What a list can be narrowed to. */
export const FRESHNESS: readonly (readonly [Freshness, MessageKey])[] = [
  ['fresh', 'data.is.fresh'],
  ['ageing', 'data.is.ageing'],
  ['stale', 'data.is.stale'],
  ['none', 'data.fresh.none'],
  ['unlimited', 'data.is.unlimited'],
]

const WORDS: Record<Freshness, MessageKey> = {
  none: 'data.fresh.none',
  unlimited: 'data.fresh.unlimited',
  stale: 'data.fresh.stale',
  ageing: 'data.fresh.ageing',
  fresh: 'data.fresh.fresh',
}
const SHAPES: Record<Freshness, [shape: string, tone: string]> = {
  none: ['stopped', 'stopped'],
  unlimited: ['met', 'met'],
  stale: ['red', 'red'],
  ageing: ['yellow', 'yellow'],
  fresh: ['green', 'green'],
}
type Age = number | null | undefined

export function useFreshText(): (age: Age, limit: Age) => string {
  const { t } = useWords()
  return (age, limit) => t(WORDS[freshness(age, limit)], { age: age ?? 0, limit: limit ?? 0 })
}

export function Fresh({ age, limit }: { age: Age; limit: Age }) {
  const text = useFreshText()
  const [shape, tone] = SHAPES[freshness(age, limit)]
  return <Mark shape={shape} tone={tone} word={text(age, limit)} />
}
