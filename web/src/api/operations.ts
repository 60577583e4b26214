import operations from './generated/operations.json'

interface Operation {
  roles?: string[]
  filters?: string[]
}
const table = operations as Record<string, Operation>

/** Whether the API has this operation ("GET /issues/counts") and lets this role call it. */
export function allowed(role: string | undefined, operation: string): boolean {
  const found = table[operation]
  return !!found && (!found.roles || (!!role && found.roles.includes(role)))
}

/** By what a list can be filtered and ordered. */
export const filtersOf = (operation: string): readonly string[] => table[operation]?.filters ?? []
