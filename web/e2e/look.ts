// What can be seen to be wrong with a page as it stands: faults of access, and faults of layout.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'

const GRAVE = new Set(['serious', 'critical'])

const source = readFileSync(fileURLToPath(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Serious and critical faults, each with the elements that have it. `contrast`: that alone, which is all that shades change. */
export async function faultsOf(page: Page, contrast = false): Promise<string[]> {
  // Put into a page once: it stays there while one goes from page to page within the console.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source)
  const found = await page.evaluate(
    (only) =>
      (window as unknown as { axe: typeof import('axe-core') }).axe.run({ resultTypes: ['violations'], ...only }),
    contrast ? { runOnly: ['color-contrast'] } : {},
  )
  return found.violations
    .filter((one) => GRAVE.has(one.impact ?? ''))
    .flatMap((one) =>
      one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`),
    )
}

export async function shade(page: Page, shade: 'light' | 'dark') {
  await page.evaluate((to) => {
    localStorage.setItem('qingyuan.shade', JSON.stringify(to))
    window.dispatchEvent(new Event('storage'))
  }, shade)
  await page.locator(`html[data-shade="${shade}"]`).waitFor()
}

/** Nothing moves: what is looked at half-way through a change of colour has none of the two. */
export const still = (page: Page) =>
  page.addStyleTag({ content: '*, ::before, ::after { transition: none !important; animation: none !important; }' })

/** What scrolls sideways as a whole, what lies over something else, and what its own box cuts off. */
export function layoutOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const name = (one: Element) =>
      `<${one.tagName.toLowerCase()} ${one.className}> ${(one.textContent ?? '').trim().slice(0, 30)}`
    for (const box of [document.documentElement, ...document.querySelectorAll('.shell-main, .shell-top, .page')])
      if (box.scrollWidth > box.clientWidth + 1) {
        const edge = box.getBoundingClientRect().right
        const widest = [...box.querySelectorAll('*')]
          .filter((one) => one.getBoundingClientRect().right > edge + 1)
          .slice(0, 3)
          .map(name)
        found.push(
          `${name(box).slice(0, 40)} scrolls sideways by ${box.scrollWidth - box.clientWidth}: ${widest.join(' | ')}`,
        )
      }
    interface Box {
      left: number
      top: number
      right: number
      bottom: number
    }
    // What of an element is in sight, line by line: boxes that scroll or clip hide the rest.
    function seen(one: Element): Box[] {
      const boxes = [...one.getClientRects()].map(({ left, top, right, bottom }) => ({ left, top, right, bottom }))
      for (let up = one.parentElement; up; up = up.parentElement) {
        const style = getComputedStyle(up)
        if (style.overflowX === 'visible' && style.overflowY === 'visible') continue
        const within = up.getBoundingClientRect()
        for (const box of boxes) {
          box.left = Math.max(box.left, within.left)
          box.top = Math.max(box.top, within.top)
          box.right = Math.min(box.right, within.right)
          box.bottom = Math.min(box.bottom, within.bottom)
        }
      }
      return boxes
    }
    // What sticks to an edge covers what scrolls below it, as it should.
    function stuck(one: Element) {
      for (let up: Element | null = one; up; up = up.parentElement)
        if (/sticky|fixed/.test(getComputedStyle(up).position)) return true
      return false
    }
    const visible = { opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: true }
    const boxes = [
      ...document.querySelectorAll(
        'h1, h2, h3, button, a, input:not([type=checkbox]):not([type=radio]), .ant-select, label, .chip, .standing, .state-tag',
      ),
    ]
      .filter(
        (one) =>
          one.checkVisibility(visible) &&
          !one.closest('.table-row, .skip, .ant-message, .ant-popover, .ant-tooltip, svg') &&
          !one.parentElement?.closest('.ant-select, .ant-picker, .ant-input-affix-wrapper, .ant-input-number') &&
          !stuck(one),
      )
      .flatMap((one) => seen(one).map((rect) => ({ one, rect })))
      .filter(({ rect }) => rect.right - rect.left > 2 && rect.bottom - rect.top > 2)
      .sort((one, other) => one.rect.top - other.rect.top)
    boxes.forEach((a, index) => {
      for (let other = index + 1; other < boxes.length; other += 1) {
        const b = boxes[other]
        if (!b || b.rect.top >= a.rect.bottom - 2) break
        if (a.one === b.one || a.one.contains(b.one) || b.one.contains(a.one)) continue
        const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left)
        const high = Math.min(a.rect.bottom, b.rect.bottom) - b.rect.top
        if (wide > 2 && high > 2) found.push(`${name(a.one)} lies over ${name(b.one)}`)
      }
    })
    for (const one of document.querySelectorAll('button, .tab, h1, .shell-name'))
      if (one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 2 && getComputedStyle(one).overflowX !== 'visible')
        found.push(`${name(one)} is cut off`)
    return found
  })
}
