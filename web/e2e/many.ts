import type { Page } from '@playwright/test'

export const MANY = 100_000

const line = (index: number) => ({
  id: MANY - index,
  kind: 'issue',
  number: `WT2026-${String(MANY - index).padStart(6, '0')}`,
  title: `第 ${MANY - index} 号问题：同一人在两镇领取补贴`,
  state: ['registered', 'assigned', 'rectifying', 'submitted'][index % 4],
  open: true,
  version: 1,
  department: 'dept-civil',
  owner: index % 3 ? 'staff' : null,
  priority: 'subsidies',
  place: { town: null, village: null, school: null, institution: null },
  amount: 100 + index,
  colour: ['green', 'yellow', 'red'][index % 3],
  due_at: '2026-12-01T16:00:00Z',
  level: null,
  entered_at: '2026-03-05T08:40:00Z',
  changed_at: '2026-03-06T08:40:00Z',
})

/** The API as it would be with a hundred thousand issues: pages, a filter by words, counts. */
export async function manyIssues(page: Page) {
  await page.route(/\/api\/v1\/issues\?/, async (route) => {
    const query = new URL(route.request().url()).searchParams
    const from = Number(query.get('after') ?? 0)
    const limit = Number(query.get('limit') ?? 50)
    const words = query.get('q') ?? ''
    const items = []
    let index = from
    for (; index < MANY && items.length < limit; index += 1) {
      const one = line(index)
      if (!words || one.title.includes(words) || one.number.includes(words)) items.push(one)
    }
    await route.fulfill({ json: { items, next: index < MANY ? String(index) : null } })
  })
  await page.route(/\/api\/v1\/issues\/counts/, (route) =>
    route.fulfill({
      json: ['registered', 'assigned', 'rectifying', 'submitted'].map((state) => ({ state, count: MANY / 4 })),
    }),
  )
}

export const grid = (page: Page) => page.getByRole('grid')
/** How many rows stand in the page, whatever the number there is. */
export const drawn = (page: Page) => page.locator('.table-row').count()
