import { expect, test } from '@playwright/test'
import { drawn, grid, manyIssues, MANY } from './many'
import { pageAs } from './people'

// So many rows fit a screen, with those a few beyond it.
const IN_SIGHT = 70

test('a hundred thousand rows are walked to the end, and only those in sight are drawn', async ({ browser }) => {
  const page = await pageAs(browser, 'supervisor')
  await manyIssues(page)
  await page.goto('/issues')
  await expect(page.locator('.table-row').first()).toBeVisible()
  expect(await drawn(page)).toBeLessThan(IN_SIGHT)

  // By wheel: the next pages come by themselves.
  await grid(page).hover()
  for (let turn = 0; turn < 20; turn += 1) await page.mouse.wheel(0, 1500)
  await expect.poll(async () => Number(await grid(page).getAttribute('aria-rowcount'))).toBeGreaterThan(700)
  expect(await drawn(page)).toBeLessThan(IN_SIGHT)

  // By keyboard: End is the end of all there is.
  await grid(page).focus()
  await page.keyboard.press('End')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', String(MANY + 1), { timeout: 120_000 })
  const last = page.getByRole('row', { name: 'WT2026-000001 ' })
  await expect(last).toBeInViewport()
  await expect(last).toHaveClass(/table-cursor/)
  expect(await drawn(page)).toBeLessThan(IN_SIGHT)
  await page.keyboard.press('Home')
  await expect(page.getByRole('row', { name: `WT2026-${MANY} ` })).toBeInViewport()

  // Typing narrows it.
  await page.getByLabel('按编号、标题筛选').fill('099999')
  await expect(grid(page)).toHaveAttribute('aria-rowcount', '2')
  await expect(page.locator('.table-row')).toHaveCount(1)
  await page.context().close()
})
