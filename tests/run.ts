import { runChecks } from './stages/checks.ts'
import { nothing, plus, type Outcome } from './stages/outcome.ts'
import { runPlaywright } from './stages/playwright.ts'
import { runSabotage } from './stages/sabotage.ts'
import { runVitest } from './stages/vitest.ts'

// `npm test` and its parts. The last line counts everything: «N passed, N failed».

const stages: Record<string, () => Promise<Outcome>> = {
  check: runChecks,
  unit: () => runVitest('unit'),
  contract: () => runVitest('contract'),
  faults: () => runVitest('faults'),
  'faults-all': () => runVitest('faults', { FAULT_SEEDS: 'all' }),
  e2e: runPlaywright,
  'sabotage-some': () => runSabotage('some'),
  sabotage: () => runSabotage('all'),
}

const everything = ['check', 'unit', 'contract', 'faults', 'e2e', 'sabotage-some']
const asked = process.argv.slice(2)

let total: Outcome = nothing
for (const name of asked.length > 0 ? asked : everything) {
  const stage = stages[name]
  if (!stage) throw new Error(`no stage "${name}"`)
  const startedAt = Date.now()
  process.stdout.write(`\n== ${name}\n`)
  const outcome = await stage()
  total = plus(total, outcome)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(0)
  process.stdout.write(
    `== ${name}: ${String(outcome.passed)} passed, ${String(outcome.failed)} failed (${seconds} s)\n`,
  )
}
for (const name of total.skipped) process.stdout.write(`\nskipped: ${name}`)
const skipped = total.skipped.length > 0 ? `, ${String(total.skipped.length)} skipped` : ''
process.stdout.write(`\n${String(total.passed)} passed, ${String(total.failed)} failed${skipped}\n`)
process.exitCode =
  total.failed > 0 || total.passed === 0 || (process.env['CI'] === 'true' && total.skipped.length > 0) ? 1 : 0
