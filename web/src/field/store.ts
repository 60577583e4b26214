// What is on this phone, in the browser's own database. It belongs to one account; the app's own files are kept by the worker (sw.js).
import type { Me } from '../session/me'
import type { Kept, KeptFile } from './types'

const NAME = 'qingyuan-field'
const PERSON = 'person'

type Table = 'meta' | 'inspections' | 'files'

let opened: Promise<IDBDatabase> | undefined

function open(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1)
    request.onupgradeneeded = () => {
      request.result.createObjectStore('meta')
      request.result.createObjectStore('inspections', { keyPath: 'id' })
      request.result.createObjectStore('files', { keyPath: 'ref' })
    }
    request.onsuccess = () => {
      const database = request.result
      // Another tab deletes it all: this one lets go.
      database.onversionchange = () => {
        database.close()
        opened = undefined
      }
      resolve(database)
    }
    request.onerror = () => reject(request.error ?? new Error('the database of this browser cannot be opened'))
  })
  opened.catch(() => (opened = undefined))
  return opened
}

async function within<T>(
  tables: Table | Table[],
  mode: IDBTransactionMode,
  deed: (on: IDBTransaction) => IDBRequest<T> | void,
) {
  const on = (await open()).transaction(tables, mode)
  return new Promise<T>((resolve, reject) => {
    const request = deed(on)
    on.oncomplete = () => resolve(request ? request.result : (undefined as T))
    on.onabort = on.onerror = () => reject(on.error ?? new Error('the database of this browser refuses'))
  })
}

export const personKept = () =>
  within<Me | undefined>('meta', 'readonly', (on) => on.objectStore('meta').get(PERSON) as IDBRequest<Me | undefined>)
export const keepPerson = (me: Me) => within('meta', 'readwrite', (on) => on.objectStore('meta').put(me, PERSON))

export const inspectionsKept = () =>
  within<Kept[]>('inspections', 'readonly', (on) => on.objectStore('inspections').getAll() as IDBRequest<Kept[]>)
export const keepInspection = (kept: Kept) =>
  within('inspections', 'readwrite', (on) => on.objectStore('inspections').put(kept))

export const keepFile = (file: KeptFile) => within('files', 'readwrite', (on) => on.objectStore('files').put(file))
export const fileKept = (ref: string) =>
  within<KeptFile | undefined>(
    'files',
    'readonly',
    (on) => on.objectStore('files').get(ref) as IDBRequest<KeptFile | undefined>,
  )
const filesKept = () =>
  within<KeptFile[]>('files', 'readonly', (on) => on.objectStore('files').getAll() as IDBRequest<KeptFile[]>)

/** Drops files that nothing names any more. */
export async function dropFiles(inspection: number, named: readonly string[]) {
  const gone = (await filesKept()).filter((file) => file.inspection === inspection && !named.includes(file.ref))
  if (gone.length > 0)
    await within('files', 'readwrite', (on) => gone.forEach((file) => on.objectStore('files').delete(file.ref)))
}

/** Drops an inspection with its files. */
export async function dropInspection(id: number) {
  await dropFiles(id, [])
  await within('inspections', 'readwrite', (on) => on.objectStore('inspections').delete(id))
}

/** Nothing of anybody is left: the database goes, whoever has it open. */
export async function dropAll() {
  if (opened) {
    const database = await opened.catch(() => undefined)
    database?.close()
    opened = undefined
  }
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.deleteDatabase(NAME)
    request.onsuccess = () => resolve()
    request.onerror = () => reject(request.error ?? new Error('the database of this browser cannot be deleted'))
  })
}
