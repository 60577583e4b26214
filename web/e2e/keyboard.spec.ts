import { expect, test, type Page } from '@playwright/test'
import { pageAs, passwords } from './people'

const focused = (page: Page) => page.locator(':focus')

const inDrawer = (page: Page) => page.evaluate(() => !!document.activeElement?.closest('.ant-drawer'))

/** What has the focus of that which lies below the drawer; the browser itself may have it between the last stop and the first. */
const below = (page: Page) =>
  page.evaluate(() => {
    const here = document.activeElement
    return !here || here === document.body || here.closest('.ant-drawer') ? '' : here.outerHTML.slice(0, 120)
  })

/** Tab by Tab to the first thing that fits; every stop on the way can be seen to be one. */
async function tabTo(page: Page, selector: string, most = 240) {
  for (let step = 0; step < most; step += 1) {
    await page.keyboard.press('Tab')
    const told = await page.evaluate((wanted) => {
      const here = document.activeElement
      if (!here || here === document.body) return { there: false, unseen: false, what: 'nothing' }
      const marked = [here, here.closest('.ant-input-affix-wrapper, .ant-select, .ant-picker, .ant-btn, label')]
        .filter((one) => one !== null)
        .some((one) => {
          const style = getComputedStyle(one)
          return (style.outlineStyle !== 'none' && style.outlineWidth !== '0px') || style.boxShadow !== 'none'
        })
      return { there: here.matches(wanted), unseen: !marked, what: here.outerHTML.slice(0, 120) }
    }, selector)
    expect(told.unseen, `nothing shows that this has the focus: ${told.what}`).toBe(false)
    if (told.there) return
  }
  throw new Error(`${selector} is not reached by Tab`)
}

test('from signing in to sending a step, by keyboard alone', async ({ page }) => {
  await page.goto('/')
  await expect(page.locator('input[autocomplete=username]')).toBeFocused()
  await page.keyboard.type('supervisor')
  await tabTo(page, 'input[type=password]')
  await page.keyboard.type(passwords.supervisor ?? '')
  await page.keyboard.press('Enter')
  await page.locator('.shell').waitFor()

  // What the walk acts on is its own.
  for (const nth of ['甲', '乙']) {
    const made = await page.request.post('/api/v1/issues', {
      data: {
        head: { title: `键盘办理 ${nth}`, department: '区民政局' },
        source: 'transfer',
        description: '只用键盘办理。',
      },
    })
    expect(made.ok(), await made.text()).toBe(true)
  }

  // The first stop of a page leads past the navigation.
  await page.reload()
  await page.locator('.shell-main h1, .shell-main h2').first().waitFor()
  await page.keyboard.press('Tab')
  await expect(focused(page)).toHaveText('跳到正文')
  await page.keyboard.press('Enter')
  await expect(page.locator('main')).toBeFocused()
  await tabTo(page, '.shell-main a')

  // From the workbench to the list by its link.
  await page.keyboard.press('Tab')
  await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
  await tabTo(page, '.shell-nav a[href="/issues"]')
  await page.keyboard.press('Enter')
  await expect(page.locator('.shell-main h1')).toHaveText('问题')
  await page.locator('.table-row').first().waitFor()
  await page.keyboard.press('j')
  const first = await page.locator('.table-cursor').getAttribute('aria-label')
  await page.keyboard.press('j')
  await expect(page.locator('.table-cursor')).not.toHaveAttribute('aria-label', first ?? '')
  await page.keyboard.press('k')
  await expect(page.locator('.table-cursor')).toHaveAttribute('aria-label', first ?? '')
  expect(first).toContain('键盘办理')
  // A reader is told which row it is.
  await tabTo(page, '[role=grid]')
  const here = await page.locator('.table-cursor').getAttribute('id')
  await expect(page.getByRole('grid')).toHaveAttribute('aria-activedescendant', here ?? '')
  await page.keyboard.press('x')
  await expect(page.getByRole('toolbar')).toContainText('已选 1 条')
  await page.keyboard.press('x')
  await page.keyboard.press('Enter')
  await expect(page.locator('.record-head h1')).toContainText('键盘办理')

  // A step's drawer takes the focus, keeps it, and gives it back.
  await tabTo(page, '[data-step=assign]')
  await page.keyboard.press('Enter')
  const drawer = page.locator('.ant-drawer-open')
  await expect(drawer).toBeVisible()
  await expect.poll(() => inDrawer(page)).toBe(true)
  for (let step = 0; step < 25; step += 1) {
    await page.keyboard.press('Tab')
    expect(await below(page)).toBe('')
  }
  await page.keyboard.press('Escape')
  await expect(drawer).toHaveCount(0)
  await expect(page.locator('[data-step=assign]')).toBeFocused()

  // The keys that there are, all of them.
  await page.keyboard.press('?')
  const help = page.locator('.ant-drawer-open')
  for (const key of ['/', 'j', 'k', 'Enter', 'Home', 'End', 'x', 'e', 'Ctrl+Enter', 'F8', 'Esc', '?'])
    await expect(help.locator('kbd').getByText(key, { exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(help).toHaveCount(0)
  await page.keyboard.press('/')
  await expect(page.locator('.search input')).toBeFocused()
  await page.keyboard.press('Escape')

  // The next step by `e`, sent from within its form.
  await page.keyboard.press('e')
  await expect(drawer).toContainText('交办给责任单位')
  await expect.poll(() => inDrawer(page)).toBe(true)
  await tabTo(page, '.ant-drawer .ant-btn-primary')
  await page.keyboard.press('Enter')
  await expect(page.locator('.record-head')).toContainText('已交办')
  await expect(drawer).toHaveCount(0)
})

test('the navigation of a narrow screen is behind a button, and can be used by keys', async ({ browser }) => {
  const page = await pageAs(browser, 'staff', { viewport: { width: 360, height: 740 } })
  await page.goto('/datasets')
  await expect(page.locator('.shell-nav')).toBeHidden()
  await tabTo(page, '.shell-menu')
  await page.keyboard.press('Enter')
  const menu = page.locator('.ant-drawer-open')
  await expect(menu.getByRole('link', { name: '数据批次' })).toBeVisible()
  await tabTo(page, '.ant-drawer a[href="/batches"]')
  await page.keyboard.press('Enter')
  await expect(page.locator('.shell-main h1')).toHaveText('数据批次')
  await expect(menu).toHaveCount(0)
  await page.context().close()
})
