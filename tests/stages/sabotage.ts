import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defects, type Defect } from '../sabotage/defects.ts'
import { root, runNode } from './command.ts'
import type { Outcome } from './outcome.ts'

// Tests that cannot fail prove nothing. Each defect is one line of the product made wrong in a copy; a *named* test
// must turn red for it.

const SOME = 3
const left = new Set(['node_modules', '.git', '.next', '.runtime', 'data', 'test-results'])

export async function runSabotage(which: 'all' | 'some'): Promise<Outcome> {
  const chosen = which === 'all' ? defects : todays(defects)
  const copy = mkdtempSync(path.join(tmpdir(), 'rescind-sabotage-'))
  try {
    cpSync(root, copy, {
      recursive: true,
      filter: (source) => !left.has(path.relative(root, source)),
    })
    for (const shared of ['node_modules', '.runtime']) symlinkSync(path.join(root, shared), path.join(copy, shared))
    let caught = 0
    for (const defect of chosen) {
      const verdict = await verdictOn(copy, defect)
      if (verdict === 'caught') caught += 1
      process.stdout.write(`${verdict === 'caught' ? 'caught' : `MISSED (${verdict})`}  ${defect.name}\n`)
    }
    process.stdout.write(`sabotage: ${String(caught)} caught of ${String(chosen.length)}\n`)
    return { passed: caught, failed: chosen.length - caught, skipped: 0 }
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

/** Another three each day, so that all of them have their turn. */
function todays(all: readonly Defect[]): Defect[] {
  const day = Math.floor(Date.now() / 86_400_000)
  return Array.from({ length: SOME }, (_, index) => all[(day * SOME + index) % all.length]).filter(
    (defect) => defect !== undefined,
  )
}

async function verdictOn(
  copy: string,
  defect: Defect,
): Promise<'caught' | 'not applicable' | 'stayed green' | 'another test failed'> {
  const file = path.join(copy, defect.file)
  const healthy = readFileSync(file, 'utf8')
  if (healthy.split(defect.find).length !== 2) return 'not applicable'
  writeFileSync(
    file,
    healthy.replace(defect.find, () => defect.replace),
  )
  try {
    const failed = await failedTests(copy, defect)
    if (failed.length === 0) return 'stayed green'
    return failed.some((title) => title.includes(defect.test.title)) ? 'caught' : 'another test failed'
  } finally {
    writeFileSync(file, healthy)
  }
}

type Report = { testResults: { assertionResults: { fullName: string; status: string }[] }[] }

async function failedTests(copy: string, { test }: Defect): Promise<string[]> {
  const report = path.join(copy, 'sabotage-report.json')
  rmSync(report, { force: true })
  const args = [
    'run',
    '--root',
    copy,
    '--project',
    test.project,
    test.file,
    '--reporter=json',
    `--outputFile=${report}`,
  ]
  await runNode([path.join(copy, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: copy })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  return testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  )
}
