import { readFileSync, readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fields } from './fields'
import { messages } from './messages'

const sources = readdirSync('src', { recursive: true })
  .map(String)
  .filter(
    (file) =>
      /\.tsx?$/.test(file) &&
      !file.includes('generated') &&
      !file.includes('.test.') &&
      !/i18n.(messages|fields)/.test(file),
  )
  .map((file) => readFileSync(`src/${file}`, 'utf8'))
  .join('\n')

test('every text is there in both languages, with the same blanks', () => {
  const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join()
  for (const [key, [zh, en]] of Object.entries(messages)) {
    expect(zh, key).not.toBe('')
    expect(en, key).not.toBe('')
    expect(blanks(en), key).toBe(blanks(zh))
    expect(en, key).not.toMatch(/[\u4e00-\u9fff]/)
  }
})

test('every text is used', () => {
  const unused = Object.keys(messages).filter((key) => {
    if (sources.includes(`'${key}'`)) return false
    // Put together: `filter.${name}`, `figure.cases.${key}`, `trail.${kind}`, `field.lack.${kind}`, `board.short.${measure}`.
    return !/^(filter|figure|trail|field\.(why|lack|spot)|board\.short)\./.test(key)
  })
  expect(unused).toEqual([])
})

test('no page has Chinese of its own', () => {
  const pages = sources.replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
  // The name of the other language, and words of the field in tables of pairs.
  const lines = pages
    .split('\n')
    .filter((line) => /[\u4e00-\u9fff]/.test(line) && !/\[\s*'[^']*',\s*["']/.test(line) && !line.includes("'中文'"))
  expect(lines.map((line) => line.trim())).toEqual([])
})

test('names of fields have no Chinese in English', () => {
  expect(Object.entries(fields).filter(([, [, en]]) => /[\u4e00-\u9fff]/.test(en))).toEqual([])
})
