import { readFileSync } from 'node:fs'
import { expect, test, type Page } from '@playwright/test'
import { pageAs } from './people'

/** The lists that are narrowed and saved in the page itself, and who has them. */
const LISTS: [login: string, path: string][] = [
  ['supervisor', '/datasets'],
  ['supervisor', '/batches'],
  ['supervisor', '/imports'],
  ['supervisor', '/prechecks'],
  ['supervisor', '/screenings'],
  ['supervisor', '/rules'],
  ['supervisor', '/rules/versions'],
  ['supervisor', '/rule-yields'],
  ['supervisor', '/lead-queues'],
  ['supervisor', '/exemptions'],
  ['supervisor', '/notifications'],
  ['secadmin', '/admin/accounts'],
  ['secadmin', '/admin/offices'],
  ['secadmin', '/admin/keys'],
  ['sysadmin', '/admin/settings'],
  ['sysadmin', '/admin/outside-states'],
  ['auditadmin', '/admin/trail'],
]
const rows = (page: Page) => page.locator('.table-row')
const ready = (page: Page) => page.locator('[role=grid][aria-busy=false]').waitFor()

test('every list has views, columns, a filter by typing, a selection and an export', async ({ browser }) => {
  test.slow()
  for (const login of [...new Set(LISTS.map(([one]) => one))]) {
    const page = await pageAs(browser, login)
    for (const [, path] of LISTS.filter(([one]) => one === login)) {
      await page.goto(path)
      await ready(page)
      const head = page.locator('.list-head')
      for (const name of ['视图', '列', '导出'])
        await expect(head.getByRole('button', { name }), `${path} ${name}`).toBeVisible()
      await expect(page.locator('.chips input').first(), path).toBeVisible()
      if ((await rows(page).count()) === 0) {
        await expect(page.locator('.table .empty b'), path).not.toBeEmpty()
        await expect(page.locator('.table .empty'), path).toContainText(/.{8,}/)
        continue
      }
      await rows(page).first().getByRole('checkbox').check()
      await expect(page.getByRole('toolbar'), path).toContainText('已选 1 条')
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('toolbar').getByRole('button', { name: '导出所选' }).click(),
      ])
      const text = readFileSync(await file.path(), 'utf8')
      expect(text.startsWith('\uFEFF'), path).toBe(true)
      expect(text.trim().split('\r\n').length, path).toBeGreaterThanOrEqual(2)
      await page.locator('.chips input').first().fill('没有这样的记录')
      await expect(page.locator('.table .empty'), path).toContainText('没有符合筛选条件的记录')
    }
    await page.context().close()
  }
})

test('a view keeps filter and columns, and a list keeps its place', async ({ browser }) => {
  const page = await pageAs(browser, 'supervisor')
  await page.goto('/datasets')
  await ready(page)
  await page.getByLabel('输入文字筛选').fill('人员')
  await expect(page).toHaveURL(/q=/)
  await page.getByRole('combobox', { name: '更新情况' }).click()
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '有效' }).click()
  await expect(page).toHaveURL(/fresh=fresh/)
  await page.locator('.list-head').getByRole('button', { name: /列$/ }).click()
  await page.getByLabel('代码', { exact: true }).uncheck()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '视图' }).click()
  const name = `有效的 ${Date.now() % 10_000}`
  await page.getByPlaceholder('视图名称').fill(name)
  await page.keyboard.press('Enter')
  const count = await rows(page).count()
  await page.goto('/datasets')
  await ready(page)
  await expect(page.getByRole('columnheader', { name: '代码' })).toHaveCount(0)
  await page.getByRole('button', { name: '视图' }).click()
  await page.locator('.ant-popover').getByRole('button', { name, exact: true }).click()
  await expect(page).toHaveURL(/q=.*fresh=/)
  await expect(rows(page)).toHaveCount(count)
  // A chip takes its filter away.
  await page.getByRole('button', { name: /^移除筛选：更新情况/ }).click()
  await expect(page).not.toHaveURL(/fresh=/)

  await page.goto('/datasets')
  await ready(page)
  for (let step = 0; step < 12; step += 1) await page.keyboard.press('j')
  const at = await page.locator('.table-cursor').getAttribute('aria-label')
  await page.keyboard.press('Enter')
  await expect(page.locator('.record-head h1')).toBeVisible()
  await page.goBack()
  await expect(page.locator('.table-cursor')).toHaveAttribute('aria-label', at ?? '')
  await page.context().close()
})

test('one deed for many: each answer is told, and what was refused stays selected', async ({ browser }) => {
  const page = await pageAs(browser, 'secadmin')
  await page.goto('/admin/accounts?q=village')
  await ready(page)
  await rows(page).first().getByRole('checkbox').check()
  await page.getByRole('toolbar').getByRole('button', { name: '批量办理' }).click()
  await page.locator('.ant-dropdown:visible').getByRole('menuitem').last().click()
  const drawer = page.locator('.ant-drawer-open')
  await page.route(/\/steps$/, (route) =>
    route.fulfill({
      status: 409,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        code: 'refused',
        status: 409,
        title: '',
        detail: '此账号有未交接事项',
      }),
    }),
  )
  await drawer.locator('textarea, input').first().fill('调离本单位')
  await drawer.locator('.ant-btn-primary').click()
  await expect(drawer.locator('li')).toContainText('此账号有未交接事项')
  await expect(page.getByRole('toolbar')).toContainText('已选 1 条')
  await page.context().close()
})

test('what was mended in quarantine is there again when one comes back', async ({ browser }) => {
  const page = await pageAs(browser, 'supervisor')
  const batches = (await (await page.request.get('/api/v1/batches')).json()) as { batch: string; quarantined: number }[]
  const bad = batches.find((one) => one.quarantined > 0)
  await page.goto(`/batches/${bad?.batch}/quarantine`)
  const cell = page.locator('.sheet-bad input').first()
  const name = (await cell.getAttribute('aria-label')) ?? ''
  await cell.fill('已改')
  await expect(page.locator('.sheet-changed')).toHaveCount(1)
  await page.goto('/batches')
  await page.locator('.shell-main h1').waitFor()
  await page.goBack()
  await expect(page.getByLabel(name, { exact: true })).toHaveValue('已改')
  await expect(page.getByText(/已恢复上次未提交的修改/)).toBeVisible()
  await page.getByRole('button', { name: '还原修改' }).click()
  await page.reload()
  await expect(page.getByLabel(name, { exact: true })).not.toHaveValue('已改')
  await page.context().close()
})
