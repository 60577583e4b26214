import { readFileSync } from 'node:fs'
import type { APIRequestContext, Browser, BrowserContextOptions, ConsoleMessage, Page } from '@playwright/test'

const file = process.env.QINGYUAN_ACCOUNTS
if (!file)
  throw new Error('QINGYUAN_ACCOUNTS names a JSON file of the demonstration accounts: {"supervisor": "password", …}')
export const passwords = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>

export async function signIn(page: Page, login: string, path = '/') {
  await page.goto(path)
  await page.getByLabel(/登录名|Login name/).fill(login)
  await page.getByLabel(/^密码$|^Password$/).fill(passwords[login] ?? '')
  await page.keyboard.press('Enter')
  await page.locator('.shell').waitFor()
}

type State = Awaited<ReturnType<APIRequestContext['storageState']>>
const states = new Map<string, State>()

/** A page of somebody who has signed in already; the session is begun once and shared by all tests of a run. */
export async function pageAs(browser: Browser, login: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ ...options, storageState: states.get(login) })
  if (!states.has(login)) {
    const reply = await context.request.post('/api/v1/session', { data: { login, password: passwords[login] ?? '' } })
    if (!reply.ok()) throw new Error(`${login} cannot sign in: ${reply.status()} ${await reply.text()}`)
    states.set(login, await context.storageState())
  }
  return context.newPage()
}

/** What the page complains of. That nobody has signed in yet is told by a 401, which is none. */
export function complaints(page: Page): string[] {
  const found: string[] = []
  const told = (message: ConsoleMessage) => {
    const where = message.location().url
    if (message.type() === 'error' && !where.endsWith('/api/v1/session')) found.push(`${message.text()} ${where}`)
  }
  page.on('console', told)
  page.on('pageerror', (error) => found.push(error.message))
  return found
}

/** Pages of each demonstration account, as the navigation has to show them. */
const BUSINESS = ['/', '/leads', '/issues', '/inspections']
const LEDGER = [
  '/board',
  '/complaints',
  '/risks',
  '/recoveries',
  '/recommendations',
  '/interviews',
  '/measures',
  '/notices',
  '/campaigns',
]
const SUPERVISING = ['/figures', '/lead-queues', '/exemptions', '/rule-yields', '/clues', '/cases']
const DEPARTMENT = ['/figures', '/rule-yields']

/** Pages for a phone, in a frame of their own. */
export const FIELD = '/field'

const HANDING_IN = ['/batches', '/imports', '/prechecks']
const READING = ['/datasets', '/rules']

export const PAGES: Record<string, string[]> = {
  supervisor: [...BUSINESS, FIELD, ...LEDGER, ...SUPERVISING, ...READING, ...HANDING_IN, '/screenings'],
  resident: [...BUSINESS, FIELD, ...LEDGER, ...SUPERVISING, ...READING, '/batches'],
  head: [...BUSINESS, FIELD, ...LEDGER, ...DEPARTMENT, ...READING, ...HANDING_IN],
  staff: [...BUSINESS, FIELD, ...LEDGER, ...DEPARTMENT, ...READING, ...HANDING_IN],
  town: [...BUSINESS, ...LEDGER, ...READING],
  village: [...BUSINESS, ...LEDGER, ...READING],
  institution: [...BUSINESS, ...LEDGER, ...READING],
  school: [...BUSINESS, ...LEDGER, ...READING],
  inspector: [...BUSINESS, FIELD, ...READING],
  reader: ['/board', '/figures', ...READING],
  sysadmin: ['/admin/settings', '/admin/outside-states', '/admin/jobs', '/admin/packs'],
  secadmin: ['/admin/accounts', '/admin/offices', '/admin/keys'],
  auditadmin: ['/admin/trail'],
}

/** Picks an option of the list that is open; long lists are narrowed by typing. */
export async function pick(page: Page, text: string) {
  await page.keyboard.insertText(text)
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: text }).first().click()
}
