import { runChecks } from './stages/checks.ts'
import { nothing, plus, type Outcome } from './stages/outcome.ts'
import { runAllFaults } from './stages/faults.ts'
import { runPlaywright } from './stages/playwright.ts'
import { runSabotage } from './stages/sabotage.ts'
import { runVitest } from './stages/vitest.ts'

// `npm test` and its parts. The last line counts everything: «N passed, N failed». Behind the name of a stage of Vitest
// may stand parts of names of files: then these alone are run.

const stages: Record<string, (only: readonly string[]) => Promise<Outcome>> = {
  check: runChecks,
  unit: (only) => runVitest('unit', { only }),
  contract: (only) => runVitest('contract', { only }),
  faults: (only) => runVitest('faults', { only }),
  'faults-all': runAllFaults,
  e2e: runPlaywright,
  'sabotage-some': () => runSabotage('some'),
  sabotage: () => runSabotage('all'),
}

const everything = ['check', 'unit', 'contract', 'faults', 'e2e', 'sabotage-some']
const words = process.argv.slice(2)
const [first] = words
const asked = words.length > 0 ? words.filter((word) => word in stages) : everything
const only = words.filter((word) => !(word in stages))
if (first !== undefined && !(first in stages)) throw new Error(`no stage "${first}"`)

let total: Outcome = nothing
for (const name of asked) {
  const stage = stages[name]
  if (!stage) throw new Error(`no stage "${name}"`)
  const startedAt = Date.now()
  process.stdout.write(`\n== ${name}\n`)
  const outcome = await stage(only)
  total = plus(total, outcome)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0)
  process.stdout.write(
    `== ${name}: ${String(outcome.passed)} passed, ${String(outcome.failed)} failed (${seconds} s)\n`,
  )
}
// Said again where whoever reads only the end finds it.
for (const report of total.reports) process.stdout.write(`\nFAILED  ${report}\n`)
for (const name of total.skipped) process.stdout.write(`\nskipped: ${name}`)
const skipped = total.skipped.length > 0 ? `, ${String(total.skipped.length)} skipped` : ''
process.stdout.write(`\n${String(total.passed)} passed, ${String(total.failed)} failed${skipped}\n`)
process.exitCode =
  total.failed > 0 || total.passed === 0 || (process.env['CI'] === 'true' && total.skipped.length > 0) ? 1 : 0
