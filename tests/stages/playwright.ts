import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findBrowser } from '../support/browser.ts'
import { runNode } from './command.ts'
import type { Outcome } from './outcome.ts'

type Report = { stats: { expected: number; unexpected: number; flaky: number; skipped: number } }

/** The pages in a real browser, against the production build. */
export async function runPlaywright(): Promise<Outcome> {
  const browser = findBrowser()
  const build = await runNode(['--conditions=react-server', 'lib/setup/build.ts'], { isLoud: true })
  if (build.code !== 0) return { passed: 0, failed: 1, skipped: 0 }
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-e2e-'))
  const report = path.join(folder, 'report.json')
  const { code } = await runNode(['node_modules/@playwright/test/cli.js', 'test', '--reporter=line,json'], {
    isLoud: true,
    env: { RESCIND_TEST_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  try {
    const { stats } = JSON.parse(readFileSync(report, 'utf8')) as Report
    const failed = stats.unexpected + stats.flaky
    return { passed: stats.expected, failed: code === 0 ? failed : Math.max(1, failed), skipped: stats.skipped }
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
