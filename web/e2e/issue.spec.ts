import { expect, test } from '@playwright/test'
import { complaints, pick, signIn } from './people'

test('an issue is entered, given to a department and taken by it', async ({ page, browser }) => {
  const failed = complaints(page)
  // A long number would be masked as that of a person.
  const title = `端到端核查 ${Date.now() % 100_000}`
  await signIn(page, 'supervisor', '/issues/new')
  await page.locator('#head_title').fill(title)
  await page.getByLabel('问题描述').fill('同一人在两镇领取低保金。')
  await page.getByLabel('涉及金额').fill('4299.96')
  await page.locator('#head_department').click()
  await pick(page, '区民政局')

  // What was typed outlives the page.
  await page.reload()
  await expect(page.locator('#head_title')).toHaveValue(title)
  await expect(page.getByLabel('涉及金额')).toHaveValue('4,299.96')

  // What is missing is said at its field.
  await page.getByRole('button', { name: '登记问题' }).click()
  await expect(page.locator('.ant-form-item-explain-error')).toHaveText('请填写此项')
  await page.locator('#source').click()
  await pick(page, '移送')
  await page.getByRole('button', { name: '登记问题' }).click()
  await expect(page.locator('.record-head h1')).toHaveText(title)
  await expect(page.locator('.record-head')).toContainText('已登记')
  await expect(page.locator('dd', { hasText: '4,299.96 元' })).toBeVisible()

  // The one next action is the only primary button.
  await expect(page.locator('.record-head .ant-btn-primary')).toHaveText('交办给责任单位')
  await page.keyboard.press('e')
  await page.locator('.ant-drawer').getByRole('button', { name: '交办给责任单位' }).click()
  await expect(page.locator('.record-head')).toContainText('已交办')
  await expect(page.locator('.history')).toContainText('交办给责任单位')
  const address = new URL(page.url()).pathname

  // The department takes it.
  const other = await browser.newContext()
  const desk = await other.newPage()
  await signIn(desk, 'staff', address)
  await desk.getByRole('button', { name: '签收办理' }).click()
  await desk.locator('.ant-drawer').getByRole('button', { name: '签收办理' }).click()
  await expect(desk.locator('.record-head')).toContainText('已签收')

  // Somebody is faster: it is said who did what, and what was typed is kept.
  await page.reload()
  await page.getByRole('button', { name: '转办' }).click()
  const drawer = page.locator('.ant-drawer')
  await drawer.getByLabel('理由').fill('应由教体局办理')
  await drawer.locator('#department').click()
  await pick(page, '区教体局')
  await desk.getByRole('button', { name: '确定整改措施，开始整改' }).click()
  await desk.locator('.ant-drawer').locator('#measures').fill('停发一处，追回多发金额。')
  await desk.locator('.ant-drawer').getByRole('button', { name: '确定整改措施，开始整改' }).click()
  await expect(desk.locator('.record-head')).toContainText('整改中')
  await other.close()
  await drawer.getByRole('button', { name: '转办' }).click()
  await expect(drawer).toContainText('他人已办理此事')
  await expect(drawer).toContainText('确定整改措施')
  await drawer.getByRole('button', { name: '已了解，按最新情况继续' }).click()
  await expect(drawer.getByLabel('理由')).toHaveValue('应由教体局办理')

  expect(failed.filter((one) => !one.includes('412'))).toEqual([])
})

test('a list is walked by keys and keeps its place', async ({ page }) => {
  await signIn(page, 'supervisor', '/leads')
  await expect(page.getByRole('row').nth(5)).toBeVisible()
  for (let index = 0; index < 40; index += 1) await page.keyboard.press('j')
  const row = page.locator('.table-cursor')
  const name = await row.getAttribute('aria-label')
  await page.keyboard.press('Enter')
  await expect(page.locator('.record-head h1')).toBeVisible()
  await page.goBack()
  await expect(page.locator('.table-cursor')).toHaveAttribute('aria-label', name ?? '')
  await expect(page.locator('.table-cursor')).toBeInViewport()
})
