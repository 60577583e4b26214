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

export function Fresh({ age, limit }: { age: number | null | undefined; limit: number | null | undefined }) {
  const { t } = useWords()
  const stands = freshness(age, limit)
  switch (stands) {
    case 'none':
      return <Mark shape="stopped" tone="stopped" word={t('data.fresh.none')} />
    case 'unlimited':
      return <Mark shape="met" tone="met" word={t('data.fresh.unlimited', { age: age ?? 0 })} />
    case 'stale':
      return <Mark shape="red" tone="red" word={t('data.fresh.stale', { age: age ?? 0, limit: limit ?? 0 })} />
    case 'ageing':
      return <Mark shape="yellow" tone="yellow" word={t('data.fresh.ageing', { age: age ?? 0, limit: limit ?? 0 })} />
    case 'fresh':
      return <Mark shape="green" tone="green" word={t('data.fresh.fresh', { age: age ?? 0, limit: limit ?? 0 })} />
  }
}
