// Labels of closed lists. `x-labels` has both languages; a description of the form "`code` 中文; …" has the Chinese one, and English
// then is the code in words.
export const words = (code) => {
  const text = String(code).replaceAll('_', ' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function one(schema) {
  const labels = {}
  const told = schema['x-labels']
  const described = Object.fromEntries(
    [...(schema.description ?? '').matchAll(/`([^`]+)` ([^;]+)/g)].map((found) => [found[1], found[2].trim()]),
  )
  for (const code of schema.enum) {
    labels[code] = [told?.[code]?.zh ?? described[code] ?? words(code), told?.[code]?.en ?? words(code)]
  }
  return labels
}

export function labelsOf(document) {
  const all = {}
  for (const [name, schema] of Object.entries(document.components.schemas)) {
    if (schema.enum) all[name] = one(schema)
  }
  return all
}
