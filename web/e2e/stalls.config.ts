import { defineConfig } from '@playwright/test'
import usual from './playwright.config'

export default defineConfig({ ...usual, testMatch: 'stalls.ts', retries: 0, timeout: 300_000, reporter: 'line' })
