// What each npm script runs, as arguments to Node. `react-server` makes `server-only` importable outside Next.
const SERVER = ['--conditions=react-server']

/** Whatever NODE_ENV and npm's configuration say: the build needs the development dependencies. */
export const installArgs = ['ci', '--include=dev']

export const tasks = {
  start: { args: [...SERVER, 'lib/setup/launcher.ts'], tethered: true },
  dev: { args: [...SERVER, 'lib/setup/launcher.ts', '--dev'], tethered: true },
  build: { args: [...SERVER, 'lib/setup/build.ts'], tethered: true },
  emulator: { args: [...SERVER, '--max-http-header-size=65536', 'lib/emulator/main.ts'], tethered: true },
  'admin:reset': { args: [...SERVER, 'lib/setup/admin-reset.ts'] },
  'audit:verify': { args: [...SERVER, 'lib/audit/verify/verify-export.ts'] },
  test: { args: ['tests/run.ts'] },
  check: { args: ['tests/run.ts', 'check'] },
  format: { args: ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.'] },
  'test:unit': { args: ['tests/run.ts', 'unit'] },
  'test:contract': { args: ['tests/run.ts', 'contract'] },
  'test:remote': {
    args: ['node_modules/vitest/vitest.mjs', 'run', '--project', 'contract', 'tests/contract/cloud/reads.test.ts'],
    env: { REMOTE: '1' },
  },
  'test:faults': { args: ['tests/run.ts', 'faults-all'] },
  'test:e2e': { args: ['tests/run.ts', 'e2e'] },
  'test:sabotage': { args: ['tests/run.ts', 'sabotage'] },
  pictures: { args: [...SERVER, 'tests/pictures/main.ts'] },
  bench: { args: [...SERVER, 'tests/bench/main.ts'] },
}
