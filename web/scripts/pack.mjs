// Beside each file of the build its compressed copies, which the program hands out as they are; and the build's own list out of the way of
// what is served.
import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

mkdirSync('.build', { recursive: true })
renameSync('dist/.vite/manifest.json', '.build/manifest.json')
rmSync('dist/.vite', { recursive: true })

const worth = (file) => /\.(js|css|html|svg|mjs)$/.test(file)
for (const file of readdirSync('dist', { recursive: true }).map(String).filter(worth)) {
  const whole = readFileSync(`dist/${file}`)
  if (whole.length < 1000) continue
  writeFileSync(`dist/${file}.gz`, gzipSync(whole, { level: 9 }))
  writeFileSync(`dist/${file}.br`, brotliCompressSync(whole, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
