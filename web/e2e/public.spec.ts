import { expect, test } from '@playwright/test'
import { signIn } from './people'

// A picture of two colours, as a program of drawings saves it.
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAADUlEQVR4nGP4zwAE/wEHAAH/4iOeWQAAAABJRU5ErkJggg==',
  'base64',
)

test.describe('without scripts', () => {
  test.use({ javaScriptEnabled: false })

  test('a report with a picture is made, and what is no picture is refused with nothing lost', async ({
    page,
    browser,
  }) => {
    await page.goto('/public/')
    await page.getByRole('button', { name: '我要反映问题' }).click()
    await page.locator('input[name=class]').first().check()
    await page.getByLabel('发生了什么').fill(`村口机动地去年发包，承包费没有入账。${Date.now() % 100_000}`)
    await page.locator('#place').fill('东岭镇前进村')
    await page.locator('input[name=who]').first().check()
    await page
      .locator('#pictures')
      .setInputFiles([{ name: '合同.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7') }])
    // The page without scripts waits before it may be sent.
    await page.waitForTimeout(31_000)
    await page.getByRole('button', { name: /提交/ }).click()
    await expect(page.locator('#pictures-error')).toContainText('不收 PDF')
    await expect(page.locator('#place')).toHaveValue('东岭镇前进村')
    await page.locator('#pictures').setInputFiles([{ name: '张三的照片.png', mimeType: 'image/png', buffer: PNG }])
    await page.getByRole('button', { name: /提交/ }).click()
    await expect(page.getByRole('status')).toContainText('收到照片 1 张')
    const code = (await page.locator('p.code').innerText()).replace(/\s/g, '')
    expect(code).toMatch(/^\d{16}$/)
    await page.locator('#code').fill(code)
    await page.getByRole('button', { name: '确认提交' }).click()
    await expect(page.locator('h1')).toHaveText('已经交上了')

    // The desk sees it in the console.
    const office = await browser.newContext({ javaScriptEnabled: true })
    const desk = await office.newPage()
    await signIn(desk, 'supervisor', '/complaints')
    await desk.locator('.shell-main [role=row]', { hasText: '村口机动地去年发包' }).first().dblclick()
    const pictures = desk.locator('section', { hasText: '群众提交的照片' })
    await pictures.getByRole('button', { name: /附件1\.png/ }).click()
    await expect(desk.locator('.ant-drawer img')).toBeVisible()
    await office.close()
  })

  test('what was made public is looked for by place, with the keyboard and in both languages', async ({ page }) => {
    await page.goto('/public/')
    await page.getByRole('link', { name: '按村、按事项查公开' }).click()
    await expect(page.locator('h1')).toHaveText('村务与事项公开')
    const town = page.locator('main ul.list a').first()
    const name = await town.innerText()
    await town.focus()
    await page.keyboard.press('Enter')
    await expect(page.locator('h1')).toHaveText(name)
    await page.getByRole('link', { name: '村级财务' }).click()
    await expect(page.locator('[aria-current=true]')).toHaveText('村级财务')
    await page.getByRole('link', { name: 'English' }).click()
    await expect(page.locator('html')).toHaveAttribute('lang', 'en')
    await expect(page.locator('h1')).toHaveText(name)
    expect(await page.context().cookies()).toEqual([])
  })
})
