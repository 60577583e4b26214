// "GET /leads" -> { roles, filters }: roles is absent where every session may call.
const VERBS = ['get', 'post', 'put', 'delete']

export function operationsOf(document) {
  const all = {}
  for (const [path, item] of Object.entries(document.paths)) {
    if (!path.startsWith('/api/v1/')) continue
    for (const verb of VERBS) {
      const operation = item[verb]
      if (!operation) continue
      const found = {}
      if (operation['x-roles']) found.roles = operation['x-roles']
      const filters = (operation.parameters ?? []).filter((p) => p.in === 'query').map((p) => p.name)
      if (filters.length) found.filters = filters
      all[`${verb.toUpperCase()} ${path.slice('/api/v1'.length)}`] = found
    }
  }
  return all
}
