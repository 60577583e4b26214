import { byPriority, distinct, type BoardData } from './calls'
import type { Colours } from './Chart'
import type { Option } from './echarts'

export interface TownGrid {
  towns: (string | null)[]
  priorities: (string | null)[]
  /** By town, then by priority. */
  values: number[][]
}

/** Towns by priorities for one figure; the towns with most come first, and those without any are left out. */
export function gridOf(board: BoardData, measure: string): TownGrid {
  const rows = board.towns.filter((row) => row.figures[measure])
  const priorities = distinct(rows.map((row) => row.priority ?? null)).sort(byPriority)
  const sum = (town: string | null) =>
    rows.filter((row) => (row.town ?? null) === town).reduce((all, row) => all + (row.figures[measure] ?? 0), 0)
  const towns = distinct(rows.map((row) => row.town ?? null)).sort(
    (one, other) => Number(one === null) - Number(other === null) || sum(other) - sum(one),
  )
  const values = towns.map((town) =>
    priorities.map(
      (priority) =>
        rows.find((row) => (row.town ?? null) === town && (row.priority ?? null) === priority)?.figures[measure] ?? 0,
    ),
  )
  return { towns, priorities, values }
}

export function townOption(
  grid: TownGrid,
  named: { town: (code: string | null) => string; priority: (code: string | null) => string; measure: string },
  size = 12,
): (colours: Colours) => Option {
  const data = grid.towns.flatMap((_, town) =>
    grid.priorities.map((_, priority): [number, number, number] => [
      priority,
      town,
      grid.values[town]?.[priority] ?? 0,
    ]),
  )
  const top = Math.max(1, ...data.map(([, , value]) => value))
  return (colours) => ({
    textStyle: { fontFamily: colours.font, fontSize: size },
    grid: { left: 4, right: 4, top: 4, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      confine: true,
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
      formatter: (point) => {
        const [priority = 0, town = 0, value = 0] = (Array.isArray(point) ? [] : (point.value as number[])) ?? []
        return `${escaped(named.town(grid.towns[town] ?? null))} · ${escaped(named.priority(grid.priorities[priority] ?? null))}<br>${escaped(named.measure)} ${value}`
      },
    },
    xAxis: {
      type: 'category',
      position: 'top',
      data: grid.priorities.map((code) => named.priority(code)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours.text, fontSize: size, interval: 0 },
    },
    yAxis: {
      type: 'category',
      inverse: true,
      data: grid.towns.map((code) => named.town(code)),
      axisLine: { show: false },
      axisTick: { show: false },
      axisLabel: { color: colours.text, fontSize: size, width: size * 9, overflow: 'truncate' },
    },
    visualMap: { show: false, min: 0, max: top, inRange: { color: [colours.raised, colours.accent] } },
    series: [
      {
        type: 'heatmap',
        data,
        itemStyle: { borderColor: colours.surface, borderWidth: 2 },
        emphasis: { itemStyle: { borderColor: colours.text } },
        label: {
          show: true,
          fontSize: size,
          // A figure stands out from its ground, whichever that is.
          formatter: ({ value }) => {
            const number = (value as number[])[2] ?? 0
            return number ? `{${number > top / 2 ? 'on' : 'off'}|${number}}` : ''
          },
          rich: { on: { color: colours.surface, fontSize: size }, off: { color: colours.text, fontSize: size } },
        },
        cursor: 'pointer',
      },
    ],
  })
}

const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign)
