import { useWords, type Pair } from './text'

/** Priorities (领域) of the first campaign; a further one is shown by its code until its name is here. */
export const priorities: [string, Pair][] = [
  ['rural', ['农村集体三资', 'Rural collective funds']],
  ['canteens', ['中小学校配餐', 'School canteens']],
  ['registry', ['不动产登记', 'Real-estate registration']],
  ['subsidies', ['惠农惠民补贴', 'Subsidies']],
  ['medical', ['医疗保障基金', 'Medical insurance fund']],
]
const byCode = new Map(priorities)

export function usePriority(): (code: string | null | undefined) => string {
  const { pair } = useWords()
  return (code) => {
    const found = code ? byCode.get(code) : undefined
    return found ? pair(found) : (code ?? '')
  }
}
