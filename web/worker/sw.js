// The worker of the pages below /field: it keeps the app's own files, so that they open without a network, and nothing else. What the API
// answers is never kept here; what an inspector needs of it stands in a database that the page fills and clears (src/field/store.ts).
//
// The build writes before this text: VERSION, the digest of the files, and FILES, their addresses (scripts/worker.mjs).
/* global VERSION, FILES */
const NAME = `qingyuan-app-${VERSION}`
const FIRST_PAGE = '/index.html'
const PATIENCE = 4000

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(NAME).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' })))),
  )
})

// A new version begins once no page of the one before is open: a page never finds the files of another build.
self.addEventListener('activate', (event) => {
  const tidy = async () => {
    for (const name of await caches.keys())
      if (name.startsWith('qingyuan-app-') && name !== NAME) await caches.delete(name)
    await self.clients.claim()
  }
  event.waitUntil(tidy())
})

/** The page from the server, or what is kept of it where the server takes too long. */
async function page(request) {
  const kept = await caches.open(NAME).then((cache) => cache.match(FIRST_PAGE))
  const late = new Promise((resolve) => setTimeout(() => resolve(undefined), kept ? PATIENCE : 60000))
  const fresh = fetch(request).then(
    (found) => (kept && found.status >= 500 ? undefined : found),
    () => undefined,
  )
  return (await Promise.race([fresh, late])) ?? kept ?? fresh.then((found) => found ?? Response.error())
}

async function file(request) {
  const kept = await caches.open(NAME).then((cache) => cache.match(request.url))
  return kept ?? fetch(request)
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const address = new URL(request.url)
  if (request.method !== 'GET' || address.origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(page(request))
  else if (FILES.includes(address.pathname)) event.respondWith(file(request))
})
