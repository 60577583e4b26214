import { expect, test } from '@playwright/test'
import { complaints, FIELD, PAGES, signIn } from './people'

for (const [login, pages] of Object.entries(PAGES)) {
  test(`${login} sees what is theirs, in both languages, and no page fails`, async ({ page }) => {
    const failed = complaints(page)
    await signIn(page, login)
    const nav = page.locator('.shell-nav a')
    const seen = await nav.evaluateAll((links) => links.map((link) => link.getAttribute('href')))
    expect([...seen].sort()).toEqual([...pages].sort())
    // Those for a phone are looked at in field.spec.ts.
    for (const path of [...pages.filter((page) => page !== FIELD), '/account']) {
      await page.goto(path)
      await expect(page.locator('.shell-main h1').first()).toBeVisible()
      await page.waitForLoadState('networkidle')
      expect(await page.locator('.ant-alert-error').allTextContents(), path).toEqual([])
      await page.getByRole('button', { name: 'English' }).click()
      await expect(page.locator('html')).toHaveAttribute('lang', 'en')
      const text = await page.locator('.shell').innerText()
      // A key is a word, a full stop and a word in small letters; a code has an underscore.
      expect(
        text
          .match(/(?<![\w@/.-])[a-z]+(\.[a-z_]+)+(?![\w.])/g)
          ?.filter((word) => !/\.(csv|xlsx?|ods|tsv|pdf)$/.test(word)) ?? [],
        path,
      ).toEqual([])
      // Numbers of settings, names of offices and what people wrote stay as they are; headings and buttons are ours.
      for (const heading of await page
        .locator('.shell-main h1, .shell-main h2, .shell-main button, .shell-nav a')
        .allInnerTexts()) {
        if (path === '/account' || path.startsWith('/admin')) continue
        expect(heading, `${path}: ${heading}`).not.toMatch(/[\u4e00-\u9fff]/)
      }
      await page.getByRole('button', { name: '中文' }).click()
    }
    expect(failed).toEqual([])
  })
}

test('somebody without a session comes back to the page they wanted', async ({ page }) => {
  await signIn(page, 'supervisor', '/issues?open=true')
  await expect(page).toHaveURL(/\/issues\?open=true$/)
  await expect(page.locator('.shell-main h1')).toHaveText('问题')
})
