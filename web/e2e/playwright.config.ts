import { defineConfig } from '@playwright/test'

// Against a running console: QINGYUAN_CONSOLE is its address, QINGYUAN_ACCOUNTS a JSON file of demonstration accounts, login to password.
export default defineConfig({
  testDir: '.',
  outputDir: '.out',
  workers: 1,
  // A page of a slow machine may take its time; one that fails twice fails.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  retries: 1,
  use: {
    baseURL: process.env.QINGYUAN_CONSOLE ?? 'http://127.0.0.1:8080',
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    launchOptions: { executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] },
  },
})
