import { expect, test } from '@playwright/test'
import { faultsOf, layoutOf, shade, still } from './look'
import { everyPage, open } from './pages'
import { PAGES, pageAs } from './people'

const WIDTHS = [
  [360, 740],
  [1366, 768],
  [1920, 1080],
] as const

// A page is as wide and as dark for everybody; the first role that has it shows how. What is on it differs: that is looked at for all.
const shown = new Set<string>()
const kindOf = (path: string) => path.replace(/\d+/g, '1')

for (const login of Object.keys(PAGES)) {
  test(`every page of ${login} can be used by everybody, and nothing lies over anything`, async ({ browser }) => {
    const page = await pageAs(browser, login)
    await page.goto('/account')
    await page.locator('.shell').waitFor()
    await still(page)
    const found: Record<string, string[]> = {}
    const tell = (where: string, faults: string[]) => faults.length && (found[where] = faults)
    for (const path of await everyPage(page, login)) {
      if (!(await open(page, path))) {
        found[path] = ['it does not open']
        continue
      }
      tell(path, await faultsOf(page))
      if (shown.has(kindOf(path))) continue
      shown.add(kindOf(path))
      await shade(page, 'dark')
      tell(`${path} dark`, await faultsOf(page, true))
      await shade(page, 'light')
      for (const [width, height] of WIDTHS) {
        await page.setViewportSize({ width, height })
        tell(`${path} at ${width}`, await layoutOf(page))
      }
      await page.setViewportSize({ width: 1366, height: 768 })
    }
    await page.context().close()
    expect(found).toEqual({})
  })
}

test('the pages before signing in can be used by everybody', async ({ page }) => {
  const found: Record<string, string[]> = {}
  const tell = (where: string, faults: string[]) => faults.length && (found[where] = faults)
  await page.goto('/')
  await page.locator('form').waitFor()
  await still(page)
  for (const to of ['light', 'dark'] as const) {
    await shade(page, to)
    tell(`sign in ${to}`, await faultsOf(page))
  }
  for (const [width, height] of WIDTHS) {
    await page.setViewportSize({ width, height })
    tell(`sign in at ${width}`, await layoutOf(page))
  }
  expect(found).toEqual({})
})

test('the public pages can be used by everybody', async ({ page }) => {
  const found: Record<string, string[]> = {}
  const tell = (where: string, faults: string[]) => faults.length && (found[where] = faults)
  const look = async (where: string) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme })
      tell(`${where} ${scheme}`, await faultsOf(page, scheme === 'dark'))
    }
    for (const [width, height] of WIDTHS) {
      await page.setViewportSize({ width, height })
      tell(`${where} at ${width}`, await layoutOf(page))
    }
  }
  for (const language of ['', 'en/']) {
    for (const path of ['', 'notices', 'results']) {
      await page.goto(`/public/${language}${path}`)
      await look(page.url())
      const one = page.locator('main a[href*="/notices/"]').first()
      if (path === 'notices' && (await one.count())) {
        await one.click()
        await look(page.url())
      }
    }
  }
  expect(found).toEqual({})
})
