import { expect, test, type Page } from '@playwright/test'
import { complaints, signIn } from './people'

const number = (text: string | null) => Number((text ?? '').replaceAll(',', ''))

/** How many records the list in the address has: asked with the very parameters that stand there. */
async function listed(page: Page): Promise<number> {
  const { pathname, search } = new URL(page.url())
  const answer = await page.request.get(`/api/v1${pathname}/counts${search}`)
  expect(answer.status(), pathname + search).toBe(200)
  const counts = (await answer.json()) as { count: number }[]
  return counts.reduce((sum, one) => sum + one.count, 0)
}

/** Something to count: an issue of a town, and a complaint about it. */
async function enter(page: Page) {
  const head = { title: `看板样例 ${Date.now() % 100_000}`, priority: 'rural', place: { town: '东岭镇' } }
  const issue = { head, source: 'transfer', description: '经查账目不清' }
  expect((await page.request.post('/api/v1/issues', { data: issue })).status()).toBe(201)
}

test('every figure of the board is the count of the list that it opens', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor')
  await enter(page)
  await page.goto('/board')
  await expect(page.locator('.board-figures')).toBeVisible()
  await page.waitForLoadState('networkidle')
  const doors = page.locator('a[data-measure]')
  const found = await doors.evaluateAll((links) =>
    links.map((link) => ({
      measure: link.getAttribute('data-measure') ?? '',
      href: link.getAttribute('href') ?? '',
      text: link.textContent,
    })),
  )
  expect(found.length).toBeGreaterThan(5)
  const seen = new Map<string, number>()
  for (const { measure, href, text } of found) {
    // A few of each figure: sums of money are told by their records and have no count of their own.
    if (measure.startsWith('money_') || measure === 'recoveries' || (seen.get(measure) ?? 0) >= 2) continue
    seen.set(measure, (seen.get(measure) ?? 0) + 1)
    await page.goto(href)
    await expect(page.locator('.shell-main h1').first()).toBeVisible()
    expect(await listed(page), `${measure} ${href}`).toBe(number(text))
  }
  expect(seen.size).toBeGreaterThan(1)
  expect(failed).toEqual([])
})

test('a figure is followed by a click, and its filter stands as chips that can be taken away', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor')
  await enter(page)
  await page.goto('/board')
  const figure = page.locator('.board-figures a[data-measure="issues_found"]').first()
  const value = number(await figure.textContent())
  await figure.click()
  await expect(page).toHaveURL(/\/issues\?.*entered=.*priority=rural/)
  expect(await listed(page)).toBe(value)
  await expect(page.locator('.chips')).toContainText('登记于')
  await expect(page.locator('.chips')).toContainText('农村集体三资')
  await expect(page.locator('.chips')).toContainText('不含已并案')
  await page.goBack()
  // Charts have tables beside them, whose figures are doors as well.
  const trends = page.locator('.card', { hasText: '近十二个月趋势' })
  await expect(trends.getByRole('img').first()).toBeVisible()
  await trends.getByText('表', { exact: true }).click()
  const month = trends.locator('a[data-measure="issues_found"]').last()
  const ofMonth = number(await month.textContent())
  await month.click()
  await expect(page).toHaveURL(/entered=\d{4}-\d{2}(&|$)/)
  expect(await listed(page)).toBe(ofMonth)
  expect(failed).toEqual([])
})

test('what presses on the workbench is counted as its lists count it', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor')
  await page.waitForLoadState('networkidle')
  const limits = page.locator('.card', { hasText: '时限与退回' })
  await expect(limits).toBeVisible()
  const found = await limits
    .locator('a')
    .evaluateAll((links) => links.map((link) => ({ href: link.getAttribute('href') ?? '', text: link.textContent })))
  for (const { href, text } of found) {
    await page.goto(href)
    await expect(page.locator('.shell-main h1').first()).toBeVisible()
    expect(await listed(page), href).toBe(number(text))
  }
  expect(failed).toEqual([])
})

test('the wall view fits its screen, tells its moment, and says when it could not refresh', async ({ page }) => {
  await page.setViewportSize({ width: 1920, height: 1080 })
  await signIn(page, 'supervisor')
  await enter(page)
  await page.clock.install()
  await page.goto('/wall')
  await expect(page.locator('.wall-figures')).toBeVisible()
  await expect(page.getByRole('status')).toContainText('数据截至')
  const overflow = await page.evaluate(() => {
    const inside = [...document.querySelectorAll('.wall, .wall-card')]
    const cut = inside.filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
    const root = document.documentElement
    return [root.scrollHeight > innerHeight, root.scrollWidth > innerWidth, ...cut.map((box) => box.className)]
  })
  expect(overflow).toEqual([false, false])
  expect(await page.evaluate(() => document.documentElement.dataset.shade)).toBe('dark')
  // A minute later it has asked again; once it gets no answer, it says so and keeps what it has.
  const again = page.waitForResponse((response) => response.url().includes('/figures/board'))
  await page.clock.runFor(61_000)
  expect((await again).status()).toBe(200)
  await page.route('**/api/v1/figures/board*', (route) => route.abort())
  await page.clock.runFor(200_000)
  await expect(page.getByRole('status')).toContainText('未能刷新')
  await expect(page.locator('.wall-figures')).toBeVisible()
})

test('who sees figures alone sees the board without doors', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor')
  await enter(page)
  await page.context().clearCookies()
  await signIn(page, 'reader', '/board')
  await expect(page.locator('.board-figures')).toBeVisible()
  await expect(page.locator('.board a[data-measure]')).toHaveCount(0)
  expect(failed).toEqual([])
})
