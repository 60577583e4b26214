// The worker with the list of what it keeps: the first page and every file that it and the pages of an inspection on a phone pull in, of
// this build alone.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'))
const found = new Set()
function pull(name) {
  const chunk = manifest[name]
  if (!chunk || found.has(chunk.file)) return
  for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) found.add(file)
  chunk.imports?.forEach(pull)
}
const needed = Object.keys(manifest).filter((name) => name === 'index.html' || /^src\/(field|session)\//.test(name))
if (!needed.includes('src/field/Frame.tsx')) throw new Error('the pages of an inspection are not in the build')
needed.forEach(pull)

const files = ['index.html', 'mark.svg', 'manifest.webmanifest', ...[...found].sort()]
const digest = createHash('sha256')
for (const file of files) digest.update(readFileSync(`dist/${file}`))
const head = `const VERSION = '${digest.digest('hex').slice(0, 16)}'\nconst FILES = ${JSON.stringify(files.map((file) => `/${file}`))}\n`
writeFileSync('dist/sw.js', head + readFileSync('worker/sw.js', 'utf8'))
