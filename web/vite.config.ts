import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

// Where the API answers while the client is developed; built, it is served by the same program.
const server = process.env.QINGYUAN_URL ?? 'http://127.0.0.1:8080'

// The policy that the program serves the client under; previews and end-to-end tests run under it as well.
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; " +
  "worker-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// The public pages are the program's own.
const proxy = { '/api': { target: server, changeOrigin: true }, '/public': { target: server, changeOrigin: true } }

export default defineConfig({
  plugins: [react()],
  test: { include: ['src/**/*.test.ts'] },
  server: { host: '127.0.0.1', proxy },
  preview: {
    headers: { 'content-security-policy': policy },
    host: '127.0.0.1',
    proxy,
  },
  // The page's policy forbids scripts in the page and data in addresses of scripts; what is small stays a file of its own.
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    manifest: true,
  },
})
