import { useEffect, useRef } from 'react'
import { useShade } from '../app/theme'
import { init, type EChartsType, type Option } from './echarts'

interface Props {
  /** Made anew for each shade, by the colours of the page. */
  option: (colours: Colours) => Option
  height: number
  /** What the chart shows, in words; the same stands in a table beside it. */
  name: string
  /** A point was chosen: the series and the place in it. */
  choose?: (series: number, index: number) => void
}

export interface Colours {
  accent: string
  soft: string
  faint: string
  line: string
  text: string
  surface: string
  raised: string
  /** The page's own font: what is measured is what is drawn. */
  font: string
}

function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element)
  const of = (name: string) => style.getPropertyValue(`--${name}`).trim()
  return {
    accent: of('accent'),
    soft: of('soft'),
    faint: of('faint'),
    line: of('line'),
    text: of('text'),
    surface: of('surface'),
    raised: of('raised'),
    font: style.fontFamily,
  }
}

/** A chart that follows its box and the shade of the page. */
export function Chart({ option, height, name, choose }: Props) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const chosen = useRef(choose)
  const [shade] = useShade()
  useEffect(() => {
    chosen.current = choose
  }, [choose])
  useEffect(() => {
    if (!box.current) return
    const made = init(box.current, undefined, { renderer: 'svg' })
    chart.current = made
    made.on('click', (event) => chosen.current?.(event.seriesIndex ?? 0, event.dataIndex ?? 0))
    const watch = new ResizeObserver(() => made.resize())
    watch.observe(box.current)
    return () => {
      watch.disconnect()
      made.dispose()
    }
  }, [])
  useEffect(() => {
    if (!box.current) return
    chart.current?.setOption({ animation: false, ...option(coloursOf(box.current)) }, true)
  }, [option, shade])
  return <div ref={box} role="img" aria-label={name} style={{ height, width: '100%' }} />
}
