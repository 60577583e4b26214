import type { BoardData } from './calls'
import type { Colours } from './Chart'
import type { Option } from './echarts'

/** What is drawn together: the first as columns in grey, the second as a line in the accent. */
export const TREND_GROUPS: Record<string, string[]> = {
  issues: ['issues_found', 'issues_closed'],
  complaints: ['complaints_received'],
  leads: ['leads_confirmed'],
  money: ['money_paid'],
}

export const valuesOf = (board: BoardData, priority: string | null, measure: string): number[] =>
  board.trends.find((trend) => (trend.priority ?? null) === priority && trend.measure === measure)?.values ??
  board.months.map(() => 0)

/** The greatest value of all, so that charts beside each other have one scale. */
export const topOf = (board: BoardData, measures: string[]): number =>
  Math.max(1, ...board.trends.filter((trend) => measures.includes(trend.measure)).flatMap((trend) => trend.values))

export function trendOption(
  board: BoardData,
  priority: string | null,
  measures: string[],
  named: (measure: string) => string,
  shown: (value: number) => string,
  top: number,
  size = 11,
): (colours: Colours) => Option {
  return (colours) => ({
    textStyle: { fontFamily: colours.font, color: colours.soft, fontSize: size },
    grid: { left: 4, right: 8, top: 10, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    tooltip: {
      trigger: 'axis',
      confine: true,
      backgroundColor: colours.surface,
      borderColor: colours.line,
      textStyle: { color: colours.text, fontSize: 12 },
      valueFormatter: (value) => shown(Number(value)),
    },
    xAxis: {
      type: 'category',
      data: board.months,
      axisLine: { lineStyle: { color: colours.line } },
      axisTick: { show: false },
      axisLabel: {
        color: colours.soft,
        fontSize: size,
        interval: (index: number) => index % 3 === 2,
        formatter: (month: string) => month.slice(2).replace('-', '/'),
      },
    },
    yAxis: {
      type: 'value',
      max: top,
      minInterval: 1,
      splitNumber: 2,
      splitLine: { lineStyle: { color: colours.line } },
      axisLabel: { color: colours.soft, fontSize: size, formatter: (value: number) => shown(value) },
    },
    series: measures.map((measure, index) =>
      index === 0 && measures.length > 1
        ? {
            type: 'bar',
            name: named(measure),
            data: valuesOf(board, priority, measure),
            itemStyle: { color: colours.faint, opacity: 0.55 },
            barMaxWidth: 14,
            cursor: 'pointer',
          }
        : {
            type: 'line',
            name: named(measure),
            data: valuesOf(board, priority, measure),
            symbolSize: 6,
            showSymbol: true,
            lineStyle: { color: colours.accent, width: 2 },
            itemStyle: { color: colours.accent },
            cursor: 'pointer',
          },
    ),
  })
}
