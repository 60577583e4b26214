import type { APIResponse, Page } from '@playwright/test'
import { PAGES } from './people'

interface Line {
  id?: number
}

/** Every page that an account has: those of its navigation, those of its person, and one of each kind that a list opens. */
export async function everyPage(page: Page, login: string): Promise<string[]> {
  // What stands on a phone has no frame, and its own specification.
  const own = (PAGES[login] ?? []).filter((path) => path !== '/field')
  const first = async (path: string): Promise<Line | undefined> => {
    const reply: APIResponse = await page.request.get(`/api/v1${path}?limit=1`)
    if (!reply.ok()) return undefined
    const body = (await reply.json()) as Line[] | { items: Line[] }
    return Array.isArray(body) ? body[0] : body.items[0]
  }
  const list = async <T>(path: string): Promise<T[]> => {
    const reply = await page.request.get(`/api/v1${path}`)
    return reply.ok() ? ((await reply.json()) as T[]) : []
  }
  const found = [...own, '/account', '/notifications']
  const records = ['/leads', '/complaints', '/issues', '/risks', '/inspections', '/recoveries', '/recommendations']
  const others = ['/interviews', '/measures', '/notices', '/campaigns', '/clues', '/cases']
  for (const path of [...records, ...others].filter((one) => own.includes(one))) {
    const line = await first(path)
    if (line?.id) found.push(`${path}/${line.id}`)
    if (line?.id && path === '/leads') found.push(`/leads/${line.id}/sheet`)
  }
  if (own.includes('/issues') && login === 'supervisor') found.push('/issues/new', '/complaints/new', '/rules/new')
  if (own.includes('/datasets')) found.push('/datasets/deaths')
  if (own.includes('/batches')) {
    const batches = await list<{ batch: string; quarantined: number }>('/batches')
    const bad = batches.find((one) => one.quarantined > 0)
    if (bad && login !== 'resident') found.push(`/batches/${bad.batch}/quarantine`)
  }
  if (own.includes('/rules')) {
    const [rule] = await list<{ rule: string; version: number }>('/rules')
    if (rule) found.push(`/rules/${rule.rule}`)
    if (rule && login === 'supervisor') found.push('/rules/versions', `/rules/${rule.rule}/versions/${rule.version}`)
  }
  return found
}

/** Goes to a page without loading the program anew; whether it is there. */
export async function open(page: Page, path: string): Promise<boolean> {
  await page.evaluate((to) => {
    history.pushState({}, '', to)
    window.dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  }, path)
  try {
    await page.waitForFunction(
      (to) =>
        location.pathname === to &&
        document.querySelector('.shell-main[aria-busy=false] :is(h1, .sheet)') &&
        !document.querySelector('.shell-main .ant-spin-spinning, .shell-main [aria-busy=true]'),
      path,
      { timeout: 10_000 },
    )
    await page.waitForTimeout(100)
    return true
  } catch {
    return false
  }
}
