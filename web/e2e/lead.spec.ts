import { expect, test } from '@playwright/test'
import { complaints, signIn } from './people'

test('a lead shows the rows it rests on, and the life line by mouse, keyboard and as a table', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor', '/leads?rule=S01')
  await page.locator('.shell-main a[href^="/leads/"]').first().click()
  const card = page.locator('.hit-card').first()
  await expect(card.locator('.hit-source')).toHaveCount(2)
  // The day of the death and the month of the payment are marked.
  await expect(card.locator('mark').first()).toBeVisible()
  await expect(card.locator('footer').first()).toContainText('第')

  const chart = page.locator('.life-chart svg')
  await expect(chart).toBeVisible()
  await expect(page.locator('.life-conflict').first()).toBeAttached()
  await expect(page.locator('.life-hit').first()).toBeAttached()
  await chart.focus()
  await expect(page.locator('#life-told')).toContainText('低保金发放')
  const told = await page.locator('#life-told').innerText()
  await page.keyboard.press('ArrowRight')
  await expect(page.locator('#life-told')).not.toHaveText(told, { useInnerText: true })
  await page.keyboard.press('ArrowDown')
  await expect(page.locator('#life-told')).toContainText('死亡人员')
  const ticks = await page.locator('.life-tick').count()
  await page.keyboard.press('+')
  expect(await page.locator('.life-tick').count()).toBeLessThan(ticks)
  await page.locator('.life .ant-segmented-item', { hasText: '表' }).click()
  await expect(page.locator('.life-table tr').nth(1)).toBeVisible()
  expect(failed).toEqual([])
})

test('the verification sheet is one page', async ({ page }) => {
  await signIn(page, 'supervisor', '/leads?rule=S07')
  const href = await page.locator('.shell-main a[href^="/leads/"]').first().getAttribute('href')
  await page.goto(`${href}/sheet`)
  await expect(page.locator('.sheet h1')).toBeVisible()
  await page.waitForLoadState('networkidle')
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1)
})
