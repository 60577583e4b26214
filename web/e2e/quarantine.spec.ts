import { expect, test } from '@playwright/test'
import { complaints, signIn } from './people'

test('a file is dropped, its bad row is mended in place and taken in', async ({ page }) => {
  const failed = complaints(page)
  await signIn(page, 'supervisor', '/imports')
  // What was taken in before is not taken in again: each run has days of its own.
  const day = new Date(Date.UTC(2015, 0, 1) + (Date.now() % 2000) * 86_400_000).toISOString().slice(0, 10)
  const name = `死亡人员补报${Date.now() % 100_000}.csv`
  const rows = [
    '身份证号,姓名,死亡日期,信息来源',
    `379901195001010017,王建国,${day},民政`,
    '379901195203150122,李秀英,不详,民政',
  ]
  const dropped = await page.evaluateHandle(
    ([file, text]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([text ?? ''], file ?? '', { type: 'text/csv' }))
      return transfer
    },
    [name, rows.join('\n')],
  )
  await page.locator('.drop').dispatchEvent('drop', { dataTransfer: dropped })
  await page.getByRole('button', { name: '导入 1 个文件' }).click()
  const outcome = page.getByRole('row').filter({ hasText: name })
  await expect(outcome).toContainText('已导入')
  await outcome.getByRole('link', { name: /隔离 1 行/ }).click()

  const bad = page.locator('.sheet-bad input')
  await expect(bad).toHaveValue('不详')
  await expect(bad).toHaveAttribute('aria-description', /日期/)
  const check = page.getByRole('button', { name: /重新检查/ })
  await expect(check).toBeDisabled()
  // The fault is found by key, and told below the sheet.
  await page.locator('.sheet-cell').first().focus()
  await page.keyboard.press('F8')
  await expect(bad).toBeFocused()
  await expect(page.locator('.sheet-foot')).toContainText('死亡日期')
  await bad.fill(day)
  await expect(page.locator('.sheet-changed')).toHaveCount(1)
  await page.getByRole('button', { name: '重新检查 1 行' }).click()
  await expect(page.getByLabel('重新检查结果')).toContainText('入库 1 行')
  expect(failed).toEqual([])
})
