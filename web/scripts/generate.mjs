// What the client knows of the API is made from the API's own description, so that neither can say what the other does not:
//   schema.d.ts      types of every path and schema
//   labels.json      closed lists: schema -> code -> [Chinese, English]
//   operations.json  who may call what, and by what a list can be filtered
//   shapes.json      the fields of records, drafts and steps, from which forms and record pages are drawn
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import openapiTS, { astToString } from 'openapi-typescript'
import { labelsOf } from './generate/labels.mjs'
import { operationsOf } from './generate/operations.mjs'
import { shapesOf } from './generate/shapes.mjs'

const source = new URL('../../tests/api/openapi.json', import.meta.url)
const target = new URL('../src/api/generated/', import.meta.url)
const document = JSON.parse(readFileSync(source, 'utf8'))

mkdirSync(target, { recursive: true })
const write = (name, text) => writeFileSync(fileURLToPath(new URL(name, target)), text)
write('schema.d.ts', astToString(await openapiTS(source)))
write('labels.json', JSON.stringify(labelsOf(document)))
write('operations.json', JSON.stringify(operationsOf(document)))
write('shapes.json', JSON.stringify(shapesOf(document)))
