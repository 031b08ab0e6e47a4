import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { findBrowser } from '../support/browser.ts'
import { runNode } from './command.ts'
import { nothing, oneFailure, reportOf, type Outcome } from './outcome.ts'

type Test = {
  status: string
  annotations: { type: string; description?: string }[]
  results: { errors: { message?: string }[] }[]
}
type Suite = { suites?: Suite[]; specs: { file: string; line: number; title: string; tests: Test[] }[] }
type Report = { stats: { expected: number; unexpected: number; flaky: number }; suites: Suite[] }

/** The pages in a real browser, against the production build. */
export async function runPlaywright(): Promise<Outcome> {
  const browser = findBrowser()
  const build = await runNode(['--conditions=react-server', 'lib/setup/build.ts'], { isLoud: true })
  if (build.code !== 0) return oneFailure
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-e2e-'))
  const report = path.join(folder, 'report.json')
  const { code } = await runNode(['node_modules/@playwright/test/cli.js', 'test', '--reporter=line,json'], {
    isLoud: true,
    env: { RESCIND_TEST_BROWSER: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  })
  try {
    const { stats, suites } = JSON.parse(readFileSync(report, 'utf8')) as Report
    const failed = stats.unexpected + stats.flaky
    return {
      ...nothing,
      passed: stats.expected,
      failed: code === 0 ? failed : Math.max(1, failed),
      skipped: suites.flatMap(skippedIn),
      reports: suites.flatMap(reportsIn),
    }
  } catch {
    return oneFailure
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function skippedIn({ suites = [], specs }: Suite): string[] {
  const here = specs.flatMap(({ title, tests }) =>
    tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => {
        const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
        return reason === undefined ? title : `${title}: ${reason}`
      }),
  )
  return [...here, ...suites.flatMap(skippedIn)]
}

function reportsIn({ suites = [], specs }: Suite): string[] {
  const here = specs.flatMap(({ file, line, title, tests }) =>
    tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ results }) => {
        const messages = results.flatMap(({ errors }) => errors).map(({ message = '' }) => message)
        return reportOf(`${file}:${String(line)} › ${title}`, messages)
      }),
  )
  return [...here, ...suites.flatMap(reportsIn)]
}
