import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { root, runNode } from './command.ts'
import { nothing, oneFailure, reportOf, type Outcome } from './outcome.ts'

type Report = {
  numPassedTests: number
  numFailedTests: number
  numFailedTestSuites: number
  testResults: FileReport[]
}

type FileReport = {
  name: string
  status: string
  message: string
  assertionResults: { fullName: string; status: string; failureMessages?: string[] }[]
}

const ran = new Set(['passed', 'failed'])

/** Runs one project of vitest.config.ts, or of it the files whose names contain one of `only`. */
export async function runVitest(
  project: string,
  { env = {}, only = [] }: { env?: Record<string, string>; only?: readonly string[] } = {},
): Promise<Outcome> {
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-vitest-'))
  const report = path.join(folder, 'report.json')
  const { code } = await runNode(
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      ...only,
      '--reporter=dot',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { isLoud: true, env },
  )
  try {
    const { numPassedTests, numFailedTests, numFailedTestSuites, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as Report
    // A file that cannot even be loaded has no failed test; it failed all the same.
    const failed = Math.max(numFailedTests, code === 0 ? 0 : Math.max(1, numFailedTestSuites > 0 ? 1 : 0))
    const skipped = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => !ran.has(status))
    return {
      ...nothing,
      passed: numPassedTests,
      failed,
      skipped: skipped.map(({ fullName }) => fullName),
      reports: testResults.flatMap(reportsIn),
    }
  } catch {
    return oneFailure
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function reportsIn({ name, status, message, assertionResults }: FileReport): string[] {
  const file = path.relative(root, name)
  const failed = assertionResults.filter((test) => test.status === 'failed')
  if (status === 'failed' && failed.length === 0) return [reportOf(file, [message])]
  return failed.map(({ fullName, failureMessages = [] }) => reportOf(`${file} › ${fullName}`, failureMessages))
}
