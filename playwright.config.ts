import { defineConfig } from '@playwright/test'

// The pages in a real browser, against the production build. Every worker has a console, a worker process, an emulator
// and a data directory of its own (tests/e2e/support/stack.ts), so that nothing is shared and nothing is slept for.

const isRoot = process.getuid?.() === 0

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '*.e2e.ts',
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  outputDir: 'test-results',
  use: {
    launchOptions: {
      ...(process.env['RESCIND_TEST_BROWSER'] ? { executablePath: process.env['RESCIND_TEST_BROWSER'] } : {}),
      args: [
        // Chromium's sandbox does not run as root.
        ...(isRoot ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A page lives for seconds: to optimise its code, and threads for its garbage, are a fifth of the work and no gain.
        '--js-flags=--single-threaded --no-opt --no-maglev',
        // One origin is all there is: a process for each frame, and one to spare for the next, are a tenth of the work.
        '--disable-site-isolation-trials',
        // The pages of one browser context share a process: none compiles anew what the one before has compiled.
        '--renderer-process-limit=1',
        '--disable-features=SpareRendererForSitePerProcess,IsolateOrigins,site-per-process',
      ],
    },
    locale: 'en-GB',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: 1440, height: 900 },
    trace: 'off',
    actionTimeout: 20_000,
    navigationTimeout: 45_000,
  },
})
