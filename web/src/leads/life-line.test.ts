import { expect, test } from 'vitest'
import { conflicts, monthOf, monthText, moved, ticks, zoomed, type LifeLane, type LifeRow } from './life-line'

const row = (lasting: LifeRow['lasting'], from?: string, to?: string): LifeRow => ({
  source: { dataset: 'd', batch: 'b', file: 'f', sheet: '', row: 1 },
  lasting,
  from,
  to,
  cells: {},
})
const lane = (dataset: string, payment: boolean, rows: LifeRow[]): LifeLane => ({
  dataset,
  title: dataset,
  title_en: dataset,
  payment,
  columns: [],
  rows,
  cut: false,
})
const paid = lane('dibao_payments', true, [
  row('span', '2022-07-01', '2022-07-31'),
  row('span', '2022-08-01', '2022-08-31'),
  row('span', '2022-09-01', '2022-09-30'),
])
const told = (lanes: LifeLane[]) => conflicts(lanes).map(monthText)

test('payments from the month after a death on are in conflict', () => {
  expect(told([paid, lane('deaths', false, [row('day', '2022-08-03', '2022-08-03')])])).toEqual(['2022-09'])
})

test('custody conflicts while it lasts, with an open end up to the last payment', () => {
  expect(told([paid, lane('inmates', false, [row('span', '2022-08-10', '2022-08-20')])])).toEqual(['2022-08'])
  expect(told([paid, lane('inmates', false, [row('open', '2021-01-01')])])).toEqual(['2022-07', '2022-08', '2022-09'])
})

test('what one owns does not shade, nor does what is not dated', () => {
  expect(
    told([paid, lane('vehicles', false, [row('open', '2012-12-01')]), lane('inmates', false, [row('undated')])]),
  ).toEqual([])
  expect(told([])).toEqual([])
})

test('the window keeps within what is dated, and its scale has room', () => {
  const whole = { from: monthOf('2020-01-01'), to: monthOf('2024-01-01') }
  const near = zoomed(whole, whole, 0.01)
  expect(near.to - near.from).toBe(3)
  expect(zoomed(near, whole, 1000)).toEqual(whole)
  expect(moved(near, whole, -1000).from).toBe(whole.from)
  expect(ticks(whole).map(monthText).slice(0, 2)).toEqual(['2020-01', '2020-04'])
})
