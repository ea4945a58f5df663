import { defineConfig } from '@playwright/test'
import { FLAGS, launching } from './e2e/chromium.ts'

export default defineConfig({
  testDir: 'e2e',
  testMatch: '*.journey.ts',
  outputDir: 'test-results',
  // Each journey has a school of its own; two cores carry two.
  workers: 2,
  fullyParallel: true,
  retries: 0,
  // For a machine several times slower than ours, busy with other things: what is stuck still ends.
  timeout: 300_000,
  expect: { timeout: 30_000 },
  use: {
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 360, height: 740 },
    launchOptions: { args: FLAGS, ...launching() },
  },
})
