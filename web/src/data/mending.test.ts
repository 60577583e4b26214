import { expect, test } from 'vitest'
import { changesOf, faultsAt, faultsOfRow, mendedOf, shownCells, type MendedRow, type QuarantineRow } from './mending'

const row: QuarantineRow = {
  sheet: 0,
  row: 7,
  cells: ['1', '', '9'],
  faults: [
    { column: '金额', reason: 'no amount' },
    { column: '身份证号', reason: 'wrong' },
    { column: '', reason: 'twice' },
  ],
}
const header = [' 身份证号', '', '金额（单位：元）']

test('a fault stands at its cell, whatever blanks and units the header has', () => {
  expect(faultsAt(row, header, 0).map((one) => one.reason)).toEqual(['wrong'])
  expect(faultsAt(row, header, 1)).toEqual([])
  expect(faultsAt(row, header, 2).map((one) => one.reason)).toEqual(['no amount'])
  expect(faultsOfRow(row, header).map((one) => one.reason)).toEqual(['twice'])
})

test('changed rows are sent in the order of the sheet', () => {
  const one = (sheet: number, at: number): [string, MendedRow] => [`${sheet}/${at}`, { sheet, row: at, cells: [] }]
  expect(changesOf(new Map([one(1, 2), one(0, 9), one(0, 3)])).map((it) => [it.sheet, it.row])).toEqual([
    [0, 3],
    [0, 9],
    [1, 2],
  ])
})

test('what was mended is shown again from what was kept', () => {
  const mended = new Map([['0/7', { sheet: 0, row: 7, cells: ['1', 'x', '9'] }]])
  const again = mendedOf(JSON.parse(JSON.stringify(changesOf(mended))) as MendedRow[])
  expect(shownCells(row, again)).toEqual(['1', 'x', '9'])
  expect(mendedOf(undefined).size).toBe(0)
})
