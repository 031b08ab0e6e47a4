import { runNode } from './command.ts'
import type { Outcome } from './outcome.ts'

// What a machine can say about the sources without running them: each is one pass or one failure.

type Check = { name: string; args: readonly string[] }

const checks: readonly Check[] = [
  { name: 'types of the routes', args: ['node_modules/next/dist/bin/next', 'typegen'] },
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
  { name: 'lint', args: ['node_modules/eslint/bin/eslint.js', '--max-warnings=0', '.'] },
]

export async function runChecks(): Promise<Outcome> {
  let passed = 0
  for (const { name, args } of checks) {
    const { code, output } = await runNode(args)
    process.stdout.write(`${code === 0 ? 'ok' : 'FAILED'}  ${name}\n`)
    if (code === 0) passed += 1
    else process.stdout.write(`${output}\n`)
  }
  return { passed, failed: checks.length - passed, skipped: [] }
}
