import { expect, test } from '@playwright/test'
import { complaints, signIn } from './people'

const rule = (code: string, column: string) => `/*---
code = "${code}"
title = "死亡后仍领取低保（试写）"
title_en = "Living allowance after death, tried"
kind = "fault"
subject = "person"
basis = "《社会救助暂行办法》第十三条"
answer = "intercept"
datasets = ["dibao_payments", "deaths"]
per = ["dibao_payments"]
slice = "month"
needs_authorisation = false
summary = "A payment for a month after the month of death."
---*/
SELECT
    p.id_number AS subject_id,
    p.name AS subject_name,
    p.amount AS amount,
    p.month AS happened_on,
    p._row AS _row,
    d._row AS death_row
FROM dibao_payments p
JOIN deaths d ON d.id_number_key = p.id_number_key
WHERE p.month > d.${column}
`

test('a rule with a fault is refused by the check, at its line, and passes once it is mended', async ({ page }) => {
  const failed = complaints(page)
  const code = `T${Date.now() % 1_000_000}`
  await signIn(page, 'supervisor', '/rules/new')
  const text = page.getByLabel('规则文本')
  await text.fill(rule(code, 'died_on'))
  await expect(page.getByLabel('规则编号')).toHaveValue(code)
  await page.getByRole('button', { name: '检查文本和用例' }).click()
  await expect(page.getByRole('status').filter({ hasText: '检查未通过' })).toBeVisible()
  await expect(page.locator('.code-fault').first()).toContainText('died_on')

  // The column is put in from the list where the cursor stands.
  await text.fill(rule(code, ''))
  await text.evaluate((box: HTMLTextAreaElement) => box.setSelectionRange(box.value.length - 1, box.value.length - 1))
  await page.getByLabel('查找表、列、函数').fill('death_date')
  await page.locator('.words').getByRole('button', { name: 'death_date' }).click()
  await expect(text).toHaveValue(rule(code, 'death_date'))
  await page.getByRole('button', { name: '检查文本和用例' }).click()
  await expect(page.getByRole('status').filter({ hasText: '检查通过' })).toBeVisible()
  await expect(page.locator('.code-fault')).toHaveCount(0)

  await page.getByRole('button', { name: '保存草稿' }).click()
  await expect(page.locator('.record-head h1')).toContainText(code)
  await expect(page.locator('.record-head')).toContainText('草稿')
  expect(failed).toEqual([])
})
