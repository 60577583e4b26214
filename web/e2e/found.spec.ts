import { expect, test, type Page } from '@playwright/test'
import { complaints, signIn } from './people'

/** An issue that the supervising office has given to a department; its number in the ledger. */
async function entered(page: Page, title: string): Promise<number> {
  await signIn(page, 'supervisor', '/issues')
  return page.evaluate(async (title) => {
    const send = async (path: string, body: object, headers: Record<string, string> = {}) => {
      const sent = {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }
      return (await (await fetch(path, sent)).json()) as { id: number; version: number }
    }
    const head = { title, priority: 'subsidies', department: '区民政局' }
    const issue = await send('/api/v1/issues', { head, source: 'transfer', description: '经查属实' })
    const step = { step: 'assign', department: '区民政局' }
    await send(`/api/v1/issues/${issue.id}/steps`, step, { 'if-match': `"v${issue.version}"` })
    return issue.id
  }, title)
}

test('a lead is found by the name of its subject from anywhere, and an issue by its number', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor', '/leads')
  // A list masks names; one is shown in full for a reason.
  const lead = await page.evaluate(async () => {
    const { items } = (await (await fetch('/api/v1/leads?limit=1')).json()) as { items: { id: number }[] }
    const shown = await fetch(`/api/v1/leads/${items[0]?.id}/reveal`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ reason: '核对发放名册' }),
    })
    return (await shown.json()) as { subject_name: string }
  })
  const issue = await page.evaluate(async () => {
    const head = { title: '全局搜索核查', priority: 'rural', department: null }
    const body = JSON.stringify({ head, source: 'transfer', description: '经查属实' })
    const answer = await fetch('/api/v1/issues', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    return (await answer.json()) as { id: number; number: string }
  })
  const asked: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/v1/') && request.url().includes('q=')) asked.push(new URL(request.url()).pathname)
  })
  await page.keyboard.press('/')
  await page.keyboard.insertText(lead.subject_name)
  const found = page.locator('.search-found')
  await expect(found.locator('.search-kind').first()).toHaveText('疑点')
  await expect(found.getByRole('option').first()).toContainText(lead.subject_name.slice(0, 1))
  expect(new Set(asked)).toEqual(new Set(['/api/v1/search']))
  await page.getByRole('search').locator('input').fill(issue.number)
  await expect(found.getByRole('option')).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(page.locator('.record-head h1')).toHaveText('全局搜索核查')

  // The person in charge is picked by name.
  await page.getByRole('button', { name: '交办给责任单位' }).first().click()
  const drawer = page.locator('.ant-drawer')
  await drawer.locator('#department').click()
  await page.keyboard.insertText('区民政局')
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: '区民政局' }).first().click()
  await drawer.getByRole('button', { name: '交办给责任单位' }).click()
  await expect(page.locator('.record-head')).toContainText('已交办')
  expect(failed).toEqual([])
})

test('whoever takes a matter picks a colleague by name', async ({ page, browser }) => {
  const id = await entered(page, '指定承办人核查')
  const other = await browser.newContext()
  const desk = await other.newPage()
  await signIn(desk, 'head', `/issues/${id}`)
  await desk.getByRole('button', { name: '签收办理' }).click()
  const drawer = desk.locator('.ant-drawer')
  await drawer.locator('#owner').click()
  const options = desk.locator('.ant-select-dropdown:visible .ant-select-item-option')
  await expect(options.filter({ hasText: 'staff' })).toContainText('区民政局')
  // Nobody of another office is offered.
  await expect(options.filter({ hasText: 'town' })).toHaveCount(0)
  await options.filter({ hasText: 'staff' }).click()
  await drawer.getByRole('button', { name: '签收办理' }).click()
  await expect(desk.locator('.record-head')).toContainText('已签收')
  await other.close()
})

test('a PDF of the evidence is called by its name and shown inside the console', async ({ page, browser }) => {
  const given = await entered(page, '附件名称核查')
  const other = await browser.newContext()
  const desk = await other.newPage()
  const failed = complaints(desk)
  await signIn(desk, 'staff', '/issues')
  await desk.evaluate(async (id) => {
    const objects = [
      '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj',
      '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj',
      '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj',
    ]
    const pdf = ['%PDF-1.4', ...objects, 'trailer<</Root 1 0 R>>', ''].join('\n')
    const name = encodeURIComponent('情况说明.pdf')
    const file = (await (await fetch(`/api/v1/files?name=${name}`, { method: 'POST', body: pdf })).json()) as {
      digest: string
    }
    const steps = [
      { step: 'accept' },
      { step: 'start', measures: '公开招租' },
      { step: 'progress', text: '见附件', files: [file.digest] },
    ]
    for (const step of steps) {
      const version = (await fetch(`/api/v1/issues/${id}`)).headers.get('etag') ?? ''
      await fetch(`/api/v1/issues/${id}/steps`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'if-match': version },
        body: JSON.stringify(step),
      })
    }
  }, given)
  await desk.goto(`/issues/${given}`)
  await desk.getByRole('button', { name: '情况说明.pdf' }).first().click()
  const shown = desk.locator('.ant-drawer iframe.pdf')
  await expect(shown).toBeVisible()
  await expect(desk.getByRole('link', { name: '保存到本机' })).toHaveAttribute('download', '情况说明.pdf')
  await other.close()
  expect(failed).toEqual([])
})

test('the trail is verified and said to be whole in words', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'auditadmin', '/admin/trail')
  await page.getByRole('button', { name: '核验全部审计记录' }).click()
  const told = page.locator('.ant-alert-success')
  await expect(told).toContainText('审计链完好')
  await expect(told).toContainText(/[0-9a-f]{64}/)
  await page.getByRole('button', { name: 'English' }).click()
  await expect(told).toContainText('The trail is whole')
  await page.getByRole('button', { name: '中文' }).click()
  expect(failed).toEqual([])
})

test('the system administrator sees the packs in use and everybody’s jobs', async ({ page }) => {
  await signIn(page, 'sysadmin', '/admin/packs')
  await expect(page.locator('.shell-main')).toContainText('subsidies')
  await page.goto('/admin/jobs')
  await expect(page.locator('.shell-main h1')).toHaveText('后台任务')
})
