import { useLayoutEffect, useState, type RefObject } from 'react'

/** Height of a row and of the head above the rows, in pixels. */
export const ROW = 32
const BEYOND = 8
// Drawn anew after so many rows, not at each.
const STRIDE = 4

/** Which rows are drawn: those in sight, and a few beyond, whatever the number of rows. */
export function useWindow(scroller: RefObject<HTMLElement | null>, rows: number, offset: number) {
  const [top, setTop] = useState(() => strideOf(offset))
  const [height, setHeight] = useState(() => window.innerHeight)
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const watch = new ResizeObserver(() => setHeight(box.clientHeight))
    watch.observe(box)
    return () => watch.disconnect()
  }, [scroller])
  const first = Math.max(0, Math.min(top, rows) - BEYOND)
  const last = Math.min(rows, top + STRIDE + Math.ceil(height / ROW) + BEYOND)
  return { first, last, scrolled: (offset: number) => setTop(strideOf(offset)) }
}

const strideOf = (offset: number) => Math.floor(offset / ROW / STRIDE) * STRIDE

/** Scrolls as little as is needed for a row to stand below the head, in sight. */
export function bringIntoSight(box: HTMLElement | null, index: number) {
  if (!box) return
  const top = index * ROW
  const least = top + 2 * ROW - box.clientHeight
  if (box.scrollTop > top) box.scrollTop = top
  else if (box.scrollTop < least) box.scrollTop = least
}
