// Whether something of somebody is kept on this phone for work without a network (src/field), and its end. What is kept stands in a
// database of its own; here only the login name of whom it is, so that nobody else loads more than this.
import { readPreference, writePreference } from '../format/preference'

/** The preference that holds the login name. */
export const WHOSE = 'field.whose'

const FIELD = '/field'
export const inField = () => location.pathname === FIELD || location.pathname.startsWith(`${FIELD}/`)

export const phoneOf = (): string | null => readPreference<string | null>(WHOSE, null)
export const markPhone = (login: string) => writePreference(WHOSE, login)

/** How many inspections there are that were not sent. */
export async function unsentHere(): Promise<number> {
  if (phoneOf() === null) return 0
  const [{ inspectionsKept }, { unsent }] = await Promise.all([import('../field/store'), import('../field/outbox')])
  return (await inspectionsKept()).filter(unsent).length
}

/** Deletes all that is kept here, and the worker with the app's files. */
export async function clearPhone() {
  if (phoneOf() === null) return
  const { dropAll } = await import('../field/store')
  await dropAll()
  if ('caches' in window) for (const name of await caches.keys()) await caches.delete(name)
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister()
  writePreference(WHOSE, null)
}
