import { runNode } from './command.ts'
import { nothing, oneFailure, plus, reportOf, type Outcome } from './outcome.ts'

// What a machine can say about the sources without running them: each is one pass or one failure.

type Check = { name: string; args: readonly string[] }

/** Writes what the others read. */
const typesOfRoutes: Check = { name: 'types of the routes', args: ['node_modules/next/dist/bin/next', 'typegen'] }

/** The longest first, so that none is waited for in the end. */
const checks: readonly Check[] = [
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'] },
  { name: 'format', args: ['node_modules/prettier/bin/prettier.cjs', '--check', '--log-level=warn', '.'] },
  { name: 'types', args: ['node_modules/typescript/bin/tsc', '--noEmit'] },
  {
    name: 'boundaries',
    args: [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
      'app',
      'components',
      'lib',
      'proxy.ts',
      'instrumentation.ts',
    ],
  },
  { name: 'unused code', args: ['node_modules/knip/bin/knip.js', '--no-progress'] },
  { name: 'code that only tests use', args: ['node_modules/knip/bin/knip.js', '--no-progress', '--production'] },
]

export async function runChecks(): Promise<Outcome> {
  let total = await outcomeOf(typesOfRoutes)
  const waiting = [...checks]
  // Each takes one core, and the smallest machine has two.
  const hand = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
      const outcome = await outcomeOf(check)
      total = plus(total, outcome)
    }
  }
  await Promise.all([hand(), hand()])
  return total
}

async function outcomeOf({ name, args }: Check): Promise<Outcome> {
  const { code, output } = await runNode(args)
  process.stdout.write(code === 0 ? `ok      ${name}\n` : `FAILED  ${name}\n${output}\n`)
  return code === 0 ? { ...nothing, passed: 1 } : { ...oneFailure, reports: [reportOf(name, [output])] }
}
