import { expect, test, type Page } from '@playwright/test'
import { pageAs, pick } from './people'

async function step(page: Page, id: number, version: number, body: Record<string, unknown>) {
  const reply = await page.request.post(`/api/v1/issues/${id}/steps`, {
    data: body,
    headers: { 'if-match': `"v${version}"` },
  })
  expect(reply.ok(), await reply.text()).toBe(true)
}

test('two have one issue open: the second is told what the first did, and keeps what was typed', async ({
  browser,
}) => {
  const page = await pageAs(browser, 'supervisor')
  const made = await page.request.post('/api/v1/issues', {
    data: {
      head: { title: `同时办理 ${Date.now() % 100_000}`, department: '区民政局' },
      source: 'transfer',
      description: '两人同时打开。',
    },
  })
  expect(made.ok(), await made.text()).toBe(true)
  const { id, version } = (await made.json()) as { id: number; version: number }
  const desk = await pageAs(browser, 'staff')
  await step(page, id, version, { step: 'assign', department: '区民政局' })
  await step(desk, id, version + 1, { step: 'accept' })

  // One opens it and types; the other begins meanwhile.
  await page.goto(`/issues/${id}`)
  await page.getByRole('button', { name: '转办' }).click()
  const drawer = page.locator('.ant-drawer-open')
  await drawer.getByLabel('理由').fill('应由教体局办理')
  await drawer.locator('#department').click()
  await pick(page, '区教体局')
  await step(desk, id, version + 2, { step: 'start', measures: '停发一处，追回多发金额。' })
  await drawer.getByRole('button', { name: '转办' }).click()

  await expect(drawer.getByRole('alert')).toContainText('他人已办理此事')
  await expect(drawer.getByRole('alert')).toContainText('确定整改措施')
  await expect(drawer.getByLabel('理由')).toHaveValue('应由教体局办理')

  // Nothing is lost by leaving the page, and having seen it one goes on.
  await drawer.getByRole('button', { name: '已了解，按最新情况继续' }).click()
  await expect(drawer.getByLabel('理由')).toHaveValue('应由教体局办理')
  await page.reload()
  await page.getByRole('button', { name: '转办' }).click()
  await expect(drawer.getByLabel('理由')).toHaveValue('应由教体局办理')
  await drawer.getByRole('button', { name: '转办' }).click()
  await expect(page.locator('.record-facts')).toContainText('区教体局')
  await page.context().close()
  await desk.context().close()
})
