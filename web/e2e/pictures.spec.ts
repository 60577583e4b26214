// The pictures of docs/console.md: taken with every run, kept where QINGYUAN_PICTURES names a folder, and looked at for what no picture may show.
import { expect, test, type Page } from '@playwright/test'
import { pageAs } from './people'

const folder = process.env.QINGYUAN_PICTURES ?? 'e2e/.out/pictures'
// What stands on a page by mistake: a text without its words, a number that is none, a thing that was never said in words.
const WRONG = /undefined|NaN|\[object |Invalid Date|Infinity/
const CODE = /\b[a-z]+(_[a-z]+)+\b/

/** `code`: rules and datasets have names as they are written. */
async function taken(page: Page, name: string, ready: string, code = false) {
  await expect(page.locator(ready).first()).toBeVisible()
  await expect(page.locator('.ant-spin-spinning, [aria-busy=true]')).toHaveCount(0)
  // Charts draw themselves.
  await page.waitForTimeout(800)
  const shown = await page.locator('body').innerText()
  expect(WRONG.exec(shown)?.[0], `${name} shows it as it is`).toBeUndefined()
  if (!code) expect(CODE.exec(shown)?.[0], `${name} shows it as it is`).toBeUndefined()
  for (const canvas of await page.locator('canvas').all())
    expect(
      await canvas.evaluate((one: HTMLCanvasElement) => one.toDataURL().length),
      `${name}: a chart`,
    ).toBeGreaterThan(3000)
  await page.screenshot({ path: `${folder}/${name}.jpg`, type: 'jpeg', quality: 82 })
}

const first = async (page: Page, path: string): Promise<string> => {
  const found = (await (await page.request.get(`/api/v1${path}`)).json()) as { items: { id: number }[] }
  return String(found.items[0]?.id ?? '')
}

test('the supervising office at work', async ({ browser }) => {
  const page = await pageAs(browser, 'supervisor')
  await page.goto('/')
  await taken(page, 'workbench', '.bench')
  await page.goto('/board')
  await taken(page, 'board', '.shell-main table')
  await page.goto('/issues?order=due')
  await taken(page, 'issues', '.table-row')
  await page.goto(`/issues/${await first(page, '/issues?state=submitted&limit=1')}`)
  await taken(page, 'issue', '.record-head')
  await page.goto('/leads')
  await taken(page, 'leads', '.table-row')
  await page.goto(`/leads/${await first(page, '/leads?rule=S01&limit=1')}`)
  await taken(page, 'lead', '.record-head')
  await page.goto('/rules/S01')
  await taken(page, 'rule', 'h1', true)
  await page.goto('/datasets')
  await taken(page, 'datasets', '.table-row', true)
  await page.setViewportSize({ width: 1920, height: 1080 })
  await page.goto('/wall')
  await taken(page, 'wall', '.wall-figures')
  await page.context().close()
})

test('a phone, and what the public sees', async ({ browser }) => {
  const phone = await pageAs(browser, 'inspector', { viewport: { width: 390, height: 844 } })
  await phone.goto('/field')
  await taken(phone, 'field', 'h1')
  await phone.context().close()
  const nobody = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await nobody.newPage()
  await page.goto('/public/')
  await taken(page, 'public', 'h1')
  await page.goto('/public/disclosure')
  await taken(page, 'disclosure', 'h1')
  await nobody.close()
})
