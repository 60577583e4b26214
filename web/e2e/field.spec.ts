import { expect, request, test, type APIRequestContext, type BrowserContext, type Page } from '@playwright/test'
import { complaints, passwords, signIn } from './people'

// An inspector's phone.
test.use({
  viewport: { width: 390, height: 844 },
  hasTouch: true,
  permissions: ['geolocation'],
  geolocation: { latitude: 31.2304161, longitude: 121.4737009, accuracy: 15 },
})

interface Inspection {
  id: number
  number: string
  version: number
  state: string
  checklist: { items: { code: string; text: string }[] }
  answers: Record<string, { finding: string; text: string; files?: string[] }>
  signature?: { is: string; name: string; entry: { files?: string[] } }
  spot?: { latitude: number; longitude: number; accuracy: number }
}

async function as(login: string): Promise<APIRequestContext> {
  const api = await request.newContext({ baseURL: test.info().project.use.baseURL })
  const session = await api.post('/api/v1/session', { data: { login, password: passwords[login] } })
  expect(session.ok(), await session.text()).toBe(true)
  return api
}
const read = async (api: APIRequestContext, id: number) =>
  (await (await api.get(`/api/v1/inspections/${id}`)).json()) as Inspection
async function step(api: APIRequestContext, id: number, data: Record<string, unknown>) {
  const { version } = await read(api, id)
  const taken = await api.post(`/api/v1/inspections/${id}/steps`, { data, headers: { 'if-match': `"v${version}"` } })
  expect(taken.ok(), await taken.text()).toBe(true)
}

/** The supervisor plans a visit for the inspector, with the shortest checklist that there is. */
async function plan(api: APIRequestContext, name: string): Promise<Inspection> {
  const lists = (await (await api.get('/api/v1/checklists')).json()) as { code: string; items: unknown[] }[]
  const [checklist] = lists.sort((one, other) => one.items.length - other.items.length)
  const on = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date())
  const planned = await api.post('/api/v1/inspections', {
    data: {
      head: { title: `${name}检查` },
      visit: { inspected: { kind: 'school', code: 'X001', name }, on, owner: 'inspector' },
      checklist: checklist?.code,
    },
  })
  expect(planned.status(), await planned.text()).toBe(201)
  return (await planned.json()) as Inspection
}

/** A photograph as a camera makes it: large, with a note of where it was taken beside the picture. */
async function cameraPicture(page: Page): Promise<Buffer> {
  const plain = await page.evaluate(async () => {
    const canvas = document.createElement('canvas')
    canvas.width = 2400
    canvas.height = 1800
    const draw = canvas.getContext('2d')!
    draw.fillStyle = '#7a9'
    draw.fillRect(0, 0, 2400, 1800)
    draw.fillStyle = '#234'
    draw.fillRect(300, 300, 900, 500)
    return canvas.toDataURL('image/jpeg').split(',')[1]!
  })
  const bytes = Buffer.from(plain, 'base64')
  const told = Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0GPS-31.23-121.47', 'latin1')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(told.length + 2)
  return Buffer.concat([bytes.subarray(0, 2), Buffer.from([0xff, 0xe1]), length, told, bytes.subarray(2)])
}

const card = (page: Page, number: string) => page.locator('.field-card', { hasText: number })
const bar = (page: Page) => page.locator('.field-send')
const network = (page: Page) => page.locator('.field-net')

async function enter(page: Page) {
  await page.goto('/field')
  await page.getByLabel('登录名').fill('inspector')
  await page.getByLabel('密码', { exact: true }).fill(passwords.inspector ?? '')
  await page.keyboard.press('Enter')
  await expect(page.locator('.field h1')).toHaveText('现场检查')
}

/** The worker has the app's files: from now on it opens without a network. */
async function settled(page: Page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

async function fill(page: Page, inspection: Inspection, photo?: Buffer) {
  const [first, ...others] = inspection.checklist.items
  const item = page.locator(`#item-${first!.code}`)
  await item.getByRole('radio', { name: '不符合' }).tap()
  await item.locator('textarea').fill('留样不足 125 克')
  if (photo) {
    await item.locator('input[type=file]').setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer: photo })
    await expect(item.locator('.field-photo img')).toBeVisible()
  }
  for (const { code } of others) {
    await page.locator(`#item-${code}`).getByRole('radio', { name: '符合', exact: true }).tap()
  }
}

async function sign(page: Page, name: string) {
  const signing = page.locator('#signing')
  await expect(signing).toContainText('留样不足 125 克')
  await signing.getByRole('radio', { name: '签字', exact: true }).tap()
  await signing.getByLabel('签字人姓名').fill(name)
  const pad = signing.locator('canvas')
  // Where a thumb reaches it, and not below the bar that sends.
  await pad.evaluate((element) => element.scrollIntoView({ block: 'center' }))
  const box = (await pad.boundingBox())!
  await page.mouse.move(box.x + 60, box.y + 30)
  await page.mouse.down()
  for (const [x, y] of [
    [100, 80],
    [150, 30],
    [200, 90],
  ] as const)
    await page.mouse.move(box.x + x, box.y + y, { steps: 4 })
  await page.mouse.up()
  await signing.getByRole('button', { name: '确认签名' }).tap()
  await expect(signing.getByAltText('手写签名')).toBeVisible()
}

const offline = (context: BrowserContext, is: boolean) => context.setOffline(is)

test('an inspection is carried out without a network and arrives whole when it is back', async ({ page, context }) => {
  const supervisor = await as('supervisor')
  const planned = await plan(supervisor, '东岭小学')
  const failed = complaints(page)
  await enter(page)
  await expect(card(page, planned.number)).toBeVisible()
  await settled(page)
  expect(failed).toEqual([])

  await offline(context, true)
  await page.reload()
  await expect(card(page, planned.number)).toContainText('已计划')
  await card(page, planned.number).tap()
  await page.getByRole('button', { name: '开始检查' }).tap()
  await expect(bar(page)).toContainText('离线保存')

  await page.getByRole('button', { name: '完成并发送' }).tap()
  await expect(bar(page).getByRole('alert')).toContainText('未填写')
  await fill(page, planned, await cameraPicture(page))
  await page.getByRole('button', { name: '记录位置' }).tap()
  await expect(page.getByText('31.230416° N, 121.473701° E')).toBeVisible()
  await page.getByLabel('检查小结').fill('已当面反馈')
  await sign(page, '王校长')

  // What was written is there after the page, and the phone, were off.
  await page.reload()
  await expect(page.locator(`#item-${planned.checklist.items[0]!.code} textarea`)).toHaveValue('留样不足 125 克')
  await expect(page.locator('.field-photo img')).toBeVisible()
  await expect(page.locator('.field-item').first().getByRole('radio', { name: '不符合' })).toBeDisabled()
  await expect(page.getByText('已签字，检查项不能再改')).toBeVisible()

  await page.getByRole('button', { name: '完成并发送' }).tap()
  await expect(bar(page)).toContainText('待发送')
  await expect(network(page)).toContainText('无网络')
  await expect(network(page)).toContainText('1 项待发送')
  expect((await read(supervisor, planned.id)).state).toBe('planned')

  await offline(context, false)
  await expect(page.locator('.field-note.is-sent')).toContainText('已全部送达', { timeout: 40_000 })
  await expect(network(page)).toContainText('已联网')

  const arrived = await read(supervisor, planned.id)
  const first = planned.checklist.items[0]!.code
  expect(arrived.state).toBe('signed')
  expect(arrived.answers[first]).toMatchObject({ finding: 'fault', text: '留样不足 125 克' })
  expect(Object.keys(arrived.answers)).toHaveLength(planned.checklist.items.length)
  expect(arrived.signature).toMatchObject({ is: 'signed', name: '王校长' })
  expect(arrived.spot).toMatchObject({ latitude: 31230416, longitude: 121473701, accuracy: 15 })

  const file = async (digest?: string) => await (await supervisor.get(`/api/v1/files/${digest}`)).body()
  const photo = await file(arrived.answers[first]?.files?.[0])
  expect(photo.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  expect(photo.includes('Exif') || photo.includes('GPS')).toBe(false)
  const size = await page.evaluate(
    async (bytes) => {
      const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }))
      return [picture.width, picture.height]
    },
    [...photo],
  )
  expect(size).toEqual([1600, 1200])
  const signature = await file(arrived.signature?.entry.files?.[0])
  expect(signature.subarray(1, 4).toString()).toBe('PNG')

  // Nothing of it is left on the phone but that it was sent, and the worker keeps no answer of the API.
  const kept = await page.evaluate(async (id) => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('qingyuan-field')
      request.onsuccess = () => resolve(request.result)
      request.onerror = () => reject(request.error)
    })
    const all = (table: string) =>
      new Promise<unknown[]>((resolve) => {
        const request = database.transaction(table).objectStore(table).getAll()
        request.onsuccess = () => resolve(request.result)
      })
    const found = {
      files: (await all('files')).length,
      text: JSON.stringify((await all('inspections')).filter((one) => (one as { id: number }).id === id)),
    }
    database.close()
    const names = await caches.keys()
    const addresses = await Promise.all(
      names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
    )
    return { ...found, addresses: addresses.flat() }
  }, planned.id)
  expect(kept.files).toBe(0)
  expect(kept.text).not.toContain('留样不足')
  expect(kept.text).not.toContain('王校长')
  expect(kept.addresses.filter((address) => address.includes('/api/'))).toEqual([])
  expect(kept.addresses.length).toBeGreaterThan(5)
})

test('who was changed meanwhile is told of, and nothing that was written is lost', async ({ page, context }) => {
  const supervisor = await as('supervisor')
  const planned = await plan(supervisor, '西河小学')
  await enter(page)
  await expect(card(page, planned.number)).toBeVisible()
  await settled(page)
  await offline(context, true)
  await card(page, planned.number).tap()
  await page.getByRole('button', { name: '开始检查' }).tap()
  await fill(page, planned)
  await sign(page, '李主任')
  await page.getByRole('button', { name: '完成并发送' }).tap()
  await expect(bar(page)).toContainText('待发送')

  const first = planned.checklist.items[0]!.code
  await step(supervisor, planned.id, { step: 'start' })
  await step(supervisor, planned.id, { step: 'answer', item: first, finding: 'ok' })
  await offline(context, false)
  const conflict = page.locator('.field-note.is-wrong')
  await expect(conflict).toContainText('这项检查已有变化', { timeout: 40_000 })
  await expect(conflict).toContainText('已被他人修改')
  await expect(conflict).toContainText(`他人修改了检查项：${first} 符合`)
  await expect(conflict).toContainText('状态现为：检查中')
  await expect(page.locator(`#item-${first} textarea`)).toHaveValue('留样不足 125 克')

  await page.getByRole('button', { name: '留作草稿' }).tap()
  await expect(bar(page)).toContainText('离线保存')
  expect((await read(supervisor, planned.id)).answers[first]?.finding).toBe('ok')

  // Once more somebody is faster; this time it is sent on top.
  await step(supervisor, planned.id, { step: 'answer', item: first, finding: 'not_looked_at', remark: '锁门' })
  await page.getByRole('button', { name: '完成并发送' }).tap()
  await page.getByRole('button', { name: '更新后重新发送' }).tap()
  await expect(page.locator('.field-note.is-sent')).toBeVisible({ timeout: 40_000 })
  const arrived = await read(supervisor, planned.id)
  expect(arrived.state).toBe('signed')
  expect(arrived.answers[first]).toMatchObject({ finding: 'fault', text: '留样不足 125 克' })

  const off = await plan(supervisor, '南桥小学')
  await page.goto('/field')
  await card(page, off.number).tap()
  await page.getByRole('button', { name: '开始检查' }).tap()
  await fill(page, off)
  await step(supervisor, off.id, { step: 'cancel', reason: '学校放假' })
  await page.getByRole('button', { name: '先发送已填部分' }).tap()
  await expect(conflict).toContainText('状态现为：已取消')
  await expect(page.getByRole('button', { name: '更新后重新发送' })).toHaveCount(0)
  await page.getByRole('button', { name: '留作草稿' }).tap()
  await expect(page.locator(`#item-${off.checklist.items[0]!.code} textarea`)).toHaveValue('留样不足 125 克')
})

test('an answer that gets lost on its way back makes nothing happen twice', async ({ page }) => {
  const supervisor = await as('supervisor')
  const planned = await plan(supervisor, '城关小学')
  await enter(page)
  await card(page, planned.number).tap()
  await page.getByRole('button', { name: '开始检查' }).tap()
  await fill(page, planned)
  await sign(page, '王校长')
  // The server takes the third step, and the phone does not hear of it.
  let asked = 0
  await page.route(/\/inspections\/\d+\/steps$/, async (route) => {
    asked += 1
    if (asked !== 3) return route.continue()
    await route.fetch()
    return route.abort('connectionreset')
  })
  await page.getByRole('button', { name: '完成并发送' }).tap()
  await page.getByRole('button', { name: '立即发送' }).tap()
  await expect(page.locator('.field-note.is-sent')).toBeVisible({ timeout: 40_000 })
  const arrived = await read(supervisor, planned.id)
  // One version for each: begin, every item, finish, signature.
  expect([arrived.state, arrived.version]).toEqual(['signed', 1 + 1 + planned.checklist.items.length + 2])
})

test('a session that ended keeps all and is asked for again', async ({ page, context }) => {
  const supervisor = await as('supervisor')
  const planned = await plan(supervisor, '北湖小学')
  await enter(page)
  await expect(card(page, planned.number)).toBeVisible()
  await card(page, planned.number).tap()
  await page.getByRole('button', { name: '开始检查' }).tap()
  await fill(page, planned)
  await settled(page)

  // The page is opened anew without a network, and the session ends meanwhile.
  await offline(context, true)
  await page.reload()
  await expect(page.locator(`#item-${planned.checklist.items[0]!.code} textarea`)).toHaveValue('留样不足 125 克')
  await context.clearCookies()
  await offline(context, false)
  await page.getByRole('button', { name: '先发送已填部分' }).tap()
  await expect(page.locator('.field-note')).toContainText('登录已过期，内容都在')
  await expect(bar(page)).toContainText('待发送')
  await page.locator('.field-note').getByRole('button', { name: '登录' }).tap()
  await page
    .locator('.ant-drawer')
    .getByLabel('密码', { exact: true })
    .fill(passwords.inspector ?? '')
  await page.keyboard.press('Enter')
  await expect(bar(page)).toContainText('已发送已填部分', { timeout: 40_000 })
  expect((await read(supervisor, planned.id)).state).toBe('under_way')
})

test('what is on the phone goes when its person signs out, or another signs in', async ({ page, context }) => {
  const supervisor = await as('supervisor')
  const planned = await plan(supervisor, '中山小学')
  await enter(page)
  await expect(card(page, planned.number)).toBeVisible()
  await settled(page)
  await card(page, planned.number).tap()
  await page.getByRole('button', { name: '开始检查' }).tap()
  await expect(bar(page)).toContainText('离线保存')

  // Another signs in on the same phone.
  await context.clearCookies()
  await page.goto('/field')
  await page.getByLabel('登录名').fill('supervisor')
  await page.getByLabel('密码', { exact: true }).fill(passwords.supervisor ?? '')
  await page.keyboard.press('Enter')
  await expect(page.getByText('inspector 有 1 项检查尚未发送')).toBeVisible()
  await expect(page.getByText('中山小学')).toHaveCount(0)
  await page.getByRole('button', { name: '退出登录' }).tap()
  await expect(page.getByLabel('登录名')).toBeVisible()

  // Its owner comes back, finds it, and signs out.
  await enter(page)
  await expect(card(page, planned.number)).toContainText('离线保存')
  await page.getByRole('button', { name: '更多' }).tap()
  await page.getByRole('button', { name: '退出登录' }).tap()
  await expect(page.locator('.ant-modal-confirm-title')).toContainText('本机有 1 项检查尚未发送')
  await page.getByRole('button', { name: '删除并退出' }).tap()
  await expect(page.getByLabel('登录名')).toBeVisible()
  const left = await page.evaluate(async () => ({
    databases: (await indexedDB.databases()).map(({ name }) => name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    whose: localStorage.getItem('qingyuan.field.whose'),
  }))
  expect(left).toEqual({ databases: [], caches: [], workers: 0, whose: 'null' })
})

test('it can be installed, and is read in both languages', async ({ page }) => {
  const manifest = await page.request.get('/manifest.webmanifest')
  expect(manifest.headers()['content-type']).toContain('application/manifest+json')
  const { icons, start_url } = (await manifest.json()) as { icons: { src: string; type: string }[]; start_url: string }
  expect(start_url).toBe('/field')
  for (const { src, type } of icons) {
    expect((await page.request.get(src)).headers()['content-type'], src).toBe(type)
  }
  const worker = await page.request.get('/sw.js')
  expect(worker.headers()['content-type']).toContain('text/javascript')
  expect(worker.headers()['cache-control']).toBe('no-cache')

  await enter(page)
  await page.getByRole('button', { name: '更多' }).tap()
  await page.getByRole('button', { name: 'English' }).tap()
  await expect(page.locator('.field h1')).toHaveText('On the spot')
  const width = await page.evaluate(() => document.documentElement.scrollWidth)
  expect(width).toBeLessThanOrEqual(390)
})

test('the office sees photographs, place and signature on the inspection’s page', async ({ browser }) => {
  const supervisor = await as('supervisor')
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } })
  await signIn(page, 'supervisor', '/inspections')
  const lines = (await (await supervisor.get('/api/v1/inspections?state=signed&limit=50')).json()) as {
    items: { id: number; title: string }[]
  }
  const found = lines.items.find(({ title }) => title === '东岭小学检查')
  await page.goto(`/inspections/${found?.id}`)
  const evidence = page.locator('#evidence')
  await expect(evidence).toContainText('王校长 签字')
  await expect(evidence).toContainText('31.230416° N, 121.473701° E')
  await expect(evidence.locator('.shot img')).toHaveCount(1)
  const items = page.locator('#items')
  await expect(items.locator('tbody tr').first()).toContainText('不符合')
  await expect(items.locator('tbody tr').first()).toContainText('留样不足 125 克')
  await items.locator('.shot').first().click()
  await expect(page.locator('.ant-drawer img')).toBeVisible()
  await page.close()
})
