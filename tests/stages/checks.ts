import { runNode } from './command.ts'
import type { Outcome } from './outcome.ts'

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
  let passed = (await isPassed(typesOfRoutes)) ? 1 : 0
  const waiting = [...checks]
  // Each takes one core, and the smallest machine has two.
  const hand = async () => {
    for (let check = waiting.shift(); check !== undefined; check = waiting.shift())
      if (await isPassed(check)) passed += 1
  }
  await Promise.all([hand(), hand()])
  return { passed, failed: checks.length + 1 - passed, skipped: [] }
}

async function isPassed({ name, args }: Check): Promise<boolean> {
  const { code, output } = await runNode(args)
  process.stdout.write(code === 0 ? `ok      ${name}\n` : `FAILED  ${name}\n${output}\n`)
  return code === 0
}
