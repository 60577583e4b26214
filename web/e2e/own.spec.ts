import { expect, test } from '@playwright/test'
import { complaints, signIn } from './people'

test('what is given to somebody is told by the bell, and read once followed', async ({ page, browser }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor', '/notifications')
  await expect(page.locator('.shell-main h1')).toHaveText('通知')
  await page.getByRole('button', { name: /^通知/ }).click()
  await expect(page.locator('.bell')).toBeVisible()
  await page.keyboard.press('Escape')

  await page.goto('/account')
  await expect(page.getByLabel('电子邮箱')).toBeVisible()
  await page.getByLabel('电子邮箱').fill('supervisor@example.org')
  await page.getByRole('button', { name: '保存通知设置' }).click()
  await expect(page.getByText('通知设置已保存')).toBeVisible()
  await page.reload()
  await expect(page.getByLabel('电子邮箱')).toHaveValue('supervisor@example.org')

  // A second factor asks once more who one is; a wrong password is told at once.
  await page.getByRole('button', { name: '启用双因素认证' }).click()
  const factor = page.locator('#second-factor')
  await factor.getByLabel('当前密码').fill('not the password')
  await factor.getByRole('button', { name: '启用双因素认证' }).click()
  await expect(factor.locator('.ant-alert-error')).toBeVisible()

  const other = await browser.newContext()
  const desk = await other.newPage()
  await signIn(desk, 'staff', '/notifications')
  await expect(desk.locator('.shell-main h1')).toHaveText('通知')
  await other.close()
  // The one refusal is the one that was wanted.
  expect(failed.filter((one) => !one.includes('/second-factor'))).toEqual([])
})

test('a key is made, its secret told once, and revoked', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'secadmin', '/admin/keys')
  const name = `端到端 ${Date.now() % 100_000}`
  await page.getByRole('button', { name: '新建接口密钥' }).click()
  const drawer = page.locator('.ant-drawer-open')
  await drawer.locator('#name').fill(name)
  await drawer.locator('#system').fill('12345')
  await drawer.locator('#operations').click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '读取工单' }).click()
  await page.keyboard.press('Escape')
  await drawer.locator('#expires_at').fill('2027-06-01 00:00')
  await page.keyboard.press('Enter')
  await drawer.getByRole('button', { name: '新建接口密钥' }).click()
  await expect(page.locator('.ant-modal code')).not.toBeEmpty()
  await page.getByRole('button', { name: '已交给对方' }).click()
  await page.getByRole('row', { name }).click()
  await page.getByRole('button', { name: '撤销密钥' }).click()
  const last = page.locator('.ant-drawer-open').last()
  await last.getByLabel('理由').fill('不再使用')
  await last.getByRole('button', { name: '撤销密钥' }).click()
  await page.locator('.ant-popconfirm').getByRole('button', { name: '撤销密钥' }).click()
  await expect(page.locator('.ant-drawer-open').first()).toContainText('已撤销')
  expect(failed).toEqual([])
})
