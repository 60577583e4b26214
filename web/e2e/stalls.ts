// How long the page stands still in a list of a hundred thousand rows. Figures of a machine, not a test of the program: `npm run stalls`.
import { test, type Page } from '@playwright/test'
import { grid, manyIssues, MANY } from './many'
import { pageAs } from './people'

const LIMIT = 100

async function stalls(page: Page, what: string, work: () => Promise<void>) {
  await page.evaluate(() => {
    const told = window as unknown as { stalls: number[]; watch?: PerformanceObserver }
    told.watch?.disconnect()
    told.stalls = []
    told.watch = new PerformanceObserver((list) => told.stalls.push(...list.getEntries().map((one) => one.duration)))
    told.watch.observe({ type: 'longtask' })
  })
  const begun = Date.now()
  await work()
  await page.waitForTimeout(500)
  const found = await page.evaluate(() => (window as unknown as { stalls: number[] }).stalls)
  const most = Math.round(Math.max(0, ...found))
  const over = found.filter((one) => one > LIMIT).length
  console.log(
    `${what}: ${Date.now() - begun} ms in all, longest stall ${most} ms, ${found.length} over 50 ms, ${over} over ${LIMIT} ms`,
  )
}

test('stalls', async ({ browser }) => {
  const page = await pageAs(browser, 'supervisor')
  await manyIssues(page)
  await page.goto('/issues')
  await page.locator('.table-row').first().waitFor()
  await page.waitForTimeout(1000)
  await stalls(page, 'wheel through the first pages', async () => {
    await grid(page).hover()
    for (let turn = 0; turn < 60; turn += 1) {
      await page.mouse.wheel(0, 600)
      await page.waitForTimeout(16)
    }
  })
  await stalls(page, `to the end of ${MANY} rows`, async () => {
    await grid(page).focus()
    await page.keyboard.press('End')
    await page.locator(`[role=grid][aria-rowcount="${MANY + 1}"]`).waitFor({ timeout: 150_000 })
  })
  await stalls(page, `wheel within ${MANY} rows`, async () => {
    await grid(page).hover()
    for (let turn = 0; turn < 120; turn += 1) {
      await page.mouse.wheel(0, -4000)
      await page.waitForTimeout(16)
    }
  })
  await stalls(page, `k and j within ${MANY} rows`, async () => {
    for (let turn = 0; turn < 60; turn += 1) await page.keyboard.press(turn % 2 ? 'j' : 'k')
  })
  await stalls(page, 'typing a filter', async () => {
    await page.getByLabel('按编号、标题筛选').pressSequentially('0999', { delay: 120 })
    await page.waitForTimeout(1500)
  })
  await stalls(page, 'taking the filter away', async () => {
    await page.getByLabel('按编号、标题筛选').fill('')
    await page.locator(`[role=grid][aria-rowcount="${MANY + 1}"]`).waitFor()
  })
  await page.context().close()
})
