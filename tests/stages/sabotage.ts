import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { defects, type Defect } from '../sabotage/defects.ts'
import { root, runNode } from './command.ts'
import { nothing, type Outcome } from './outcome.ts'

// Tests that cannot fail prove nothing. Each defect is one line of the product made wrong in a copy; a *named* test,
// green before, must turn red for it.

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
    const healthy = healthyIn(copy)
    const missed: string[] = []
    for (const defect of chosen) {
      const verdict = await verdictOn(copy, defect, healthy)
      const said = `${verdict === 'caught' ? 'caught' : `MISSED (${verdict})`}  ${defect.name}`
      if (verdict !== 'caught') missed.push(said)
      process.stdout.write(`${said}\n`)
    }
    const passed = chosen.length - missed.length
    process.stdout.write(`sabotage: ${String(passed)} caught of ${String(chosen.length)}\n`)
    return { ...nothing, passed, failed: missed.length, reports: missed }
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

type Verdict = 'caught' | 'not applicable' | 'already red' | 'stayed green'

async function verdictOn(copy: string, defect: Defect, healthy: Healthy): Promise<Verdict> {
  if ((await healthy(defect.test)) !== 'green') return 'already red'
  const file = path.join(copy, defect.file)
  const text = readFileSync(file, 'utf8')
  if (text.split(defect.find).length !== 2) return 'not applicable'
  writeFileSync(
    file,
    text.replace(defect.find, () => defect.replace),
  )
  try {
    return (await colourOf(copy, defect.test)) === 'red' ? 'caught' : 'stayed green'
  } finally {
    writeFileSync(file, text)
  }
}

/** What a named test is on the untouched copy: one that is red without the defect has not caught it. */
type Healthy = (test: Defect['test']) => Promise<Colour>

function healthyIn(copy: string): Healthy {
  const known = new Map<string, Promise<Colour>>()
  return (test) => {
    const key = `${test.file} ${test.title}`
    const colour = known.get(key) ?? colourOf(copy, test)
    known.set(key, colour)
    return colour
  }
}

type Colour = 'green' | 'red' | 'not run'
type Report = { testResults: { status: string; assertionResults: { fullName: string; status: string }[] }[] }

/** Red where one of the tests of this name failed; `not run` where the file could not be loaded, or has none such. */
async function colourOf(copy: string, { project, file, title }: Defect['test']): Promise<Colour> {
  const report = path.join(copy, 'sabotage-report.json')
  rmSync(report, { force: true })
  const named = ['-t', title.replaceAll(/[$()*+.?[\\\]^{|}]/g, '\\$&')]
  const told = ['--reporter=json', `--outputFile=${report}`]
  const args = ['run', '--root', copy, '--project', project, file, ...named, ...told]
  await runNode([path.join(copy, 'node_modules/vitest/vitest.mjs'), ...args], { cwd: copy })
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as Report
  const ends = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => fullName.includes(title))
    .map(({ status }) => status)
  if (ends.includes('failed')) return 'red'
  return ends.length > 0 && ends.every((status) => status === 'passed') ? 'green' : 'not run'
}
