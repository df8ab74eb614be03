/** Owns the run of the browser and desktop tests: a real Chromium, the real hub, the real built bundles. */
import { defineConfig } from '@playwright/test'
import { browserFlags, findBrowser } from './tests/browser/finder.ts'

const executablePath = findBrowser()?.executablePath
// The desktop double runs in processes of its own; they learn here which browser to use.
if (executablePath) process.env['OMNITOWER_BROWSER'] = executablePath

export default defineConfig({
  outputDir: 'test-results/artifacts',
  // The hub and Chromium share two cores with the tests.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  use: {
    browserName: 'chromium',
    headless: true,
    viewport: { width: 1280, height: 800 },
    launchOptions: { ...(executablePath ? { executablePath } : {}), args: browserFlags() },
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'browser', testDir: 'tests/browser' },
    { name: 'desktop', testDir: 'tests/desktop' },
  ],
})
