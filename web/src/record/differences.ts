// What an event changed. The chain keeps whole records; people want the fields that differ, and of lists that grew what was added.
export interface Difference {
  name: string
  before: unknown
  after: unknown
}

// Bookkeeping that the event itself already tells.
const SILENT = new Set([
  'version',
  'changed_at',
  'verifiers',
  'rectifiers',
  'handlers',
  'controllers',
  'answerers',
  'drafters',
  'examiners',
  'triers',
  'planners',
  'inspectors',
])

export function differences(
  before: Record<string, unknown> | undefined,
  after: Record<string, unknown> | undefined,
): Difference[] {
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])
  const found: Difference[] = []
  for (const name of names) {
    if (SILENT.has(name)) continue
    const [was, is] = [before?.[name], after?.[name]]
    if (JSON.stringify(was) === JSON.stringify(is)) continue
    if (
      Array.isArray(was) &&
      Array.isArray(is) &&
      is.length > was.length &&
      JSON.stringify(is.slice(0, was.length)) === JSON.stringify(was)
    ) {
      found.push({ name, before: undefined, after: is.slice(was.length) })
    } else found.push({ name, before: was, after: is })
  }
  return found
}
