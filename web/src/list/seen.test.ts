import { expect, test } from 'vitest'
import type { Column } from './column'
import { csv, guarded, seen, typedIn } from './seen'

interface Row {
  name: string
  amount: string
}
const columns: Column<Row>[] = [
  { key: 'name', title: '名称', text: (row) => row.name },
  { key: 'amount', title: '金额（元）', align: 'right', text: (row) => row.amount },
]

test('nothing that is exported is a formula', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) expect(guarded(text)).toBe(`'${text}`)
  for (const text of ['', '王某', '3', '1-2', 'a=b', "'=1"]) expect(guarded(text)).toBe(text)
})

test('a formula that needs quotation marks is guarded within them', () => {
  expect(csv([['=HYPERLINK("x","y")', '-1,5']])).toBe(`\uFEFF"'=HYPERLINK(""x"",""y"")","'-1,5"\r\n`)
})

test('a title is guarded as well as a cell', () => {
  expect(csv(seen([{ key: 'x', title: '=1', text: () => '@x' }], [{}]))).toBe("\uFEFF'=1\r\n'@x\r\n")
})

test('what is seen is exported: columns in their order, numbers without thousands', () => {
  expect(seen(columns, [{ name: '甲，乙', amount: '1,234,567.80' }])).toEqual([
    ['名称', '金额（元）'],
    ['甲，乙', '1234567.80'],
  ])
  expect(csv([['甲,乙', '第一行\n第二行', '"', '']])).toBe('\uFEFF"甲,乙","第一行\n第二行","""",\r\n')
})

test('thousands are taken away from numbers alone', () => {
  expect(seen(columns, [{ name: '1,234', amount: '1,2,3' }])[1]).toEqual(['1,234', '1,2,3'])
})

test('every word that was typed has to stand somewhere in the row', () => {
  const rows = [
    { name: 'Alpha', amount: '1' },
    { name: 'Beta', amount: '12' },
  ]
  expect(typedIn(columns, rows, ' ')).toBe(rows)
  expect(typedIn(columns, rows, 'ALPHA')).toEqual([rows[0]])
  expect(typedIn(columns, rows, 'a 12')).toEqual([rows[1]])
})
