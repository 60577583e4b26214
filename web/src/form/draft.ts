// What was typed and not yet said to the API. It lives as long as the browser's tab, and ends with signing out.
const PREFIX = 'draft.'

export function readDraft<T>(name: string): T | undefined {
  try {
    const text = sessionStorage.getItem(PREFIX + name)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}
export function keepDraft(name: string, value: unknown) {
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(value))
  } catch {
    // Full: the form itself still has it.
  }
}
export const dropDraft = (name: string) => sessionStorage.removeItem(PREFIX + name)
