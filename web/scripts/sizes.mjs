// What the first page costs: every script that the entry (with the frame) and the workbench pull in before anything is seen, compressed.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const LIMIT = 450 * 1000
const FIRST = ['index.html', 'src/workbench/Workbench.tsx']
const manifest = JSON.parse(readFileSync('.build/manifest.json', 'utf8'))
const size = (file) => gzipSync(readFileSync(`dist/${file}`)).length
const kB = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB`

const first = new Set()
function pull(name) {
  const chunk = manifest[name]
  if (!chunk || first.has(chunk.file)) return
  first.add(chunk.file)
  chunk.imports?.forEach(pull)
}
for (const name of FIRST) {
  if (!manifest[name]) throw new Error(`${name} is not in the manifest`)
  pull(name)
}
let total = 0
for (const file of readdirSync('dist/assets').filter((file) => file.endsWith('.js'))) {
  const bytes = size(`assets/${file}`)
  const counts = first.has(`assets/${file}`)
  if (counts) total += bytes
  console.log(`${kB(bytes)}  ${counts ? 'first page' : 'later     '}  ${file}`)
}
console.log(`${kB(total)}  first page in all, of ${kB(LIMIT).trim()}`)
if (total > LIMIT) process.exit(1)
