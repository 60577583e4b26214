// The office's days over the built-in calendar, one a line: date, kind, name, note. As text the setting is kept, as days it is edited.
export interface SpecialDay {
  day: string
  kind: 'holiday' | 'makeup'
  name: string
  provisional: boolean
}

const WORDS: Record<SpecialDay['kind'], readonly string[]> = {
  holiday: ['放假', 'holiday'],
  makeup: ['补班', 'makeup'],
}
const HEADERS: readonly string[] = ['日期', 'date']

/** The days that a text says; undefined where it says something else besides, which is then edited as text. */
export function daysOf(text: string): SpecialDay[] | undefined {
  const found: SpecialDay[] = []
  for (const line of text.split(/\r?\n/).map((one) => one.trim())) {
    const [day = '', word = '', name = '', note = ''] = line.split(/[,\uff0c]/).map((one) => one.trim())
    if (!line || HEADERS.includes(day)) continue
    const is = (['holiday', 'makeup'] as const).find((kind) => WORDS[kind].includes(word))
    if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || !is) return undefined
    found.push({ day, kind: is, name, provisional: note !== '' })
  }
  return found
}

/** By day; a day said twice counts as it was said last. */
export function textOf(days: readonly SpecialDay[]): string {
  const one = new Map(days.map((day) => [day.day, day]))
  return [...one.values()]
    .sort((a, b) => a.day.localeCompare(b.day))
    .map((day) =>
      [day.day, day.kind, day.name.replaceAll(/[,\uff0c\n]/g, ' '), ...(day.provisional ? ['provisional'] : [])].join(
        ',',
      ),
    )
    .join('\n')
}

/** Every day from the first to the last. */
export function daysBetween(first: string, last: string): string[] {
  const found: string[] = []
  const end = Date.parse(`${last}T00:00:00Z`)
  for (let at = Date.parse(`${first}T00:00:00Z`); at <= end && found.length < 400; at += 86_400_000)
    found.push(new Date(at).toISOString().slice(0, 10))
  return found
}
