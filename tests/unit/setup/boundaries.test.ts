import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { ESLint } from 'eslint'
import { afterAll, beforeAll, expect, it } from 'vitest'

// A rule that nothing can break is no rule: a small tree with one violation of each is judged by the very same
// configuration that judges the product.

const root = path.resolve(import.meta.dirname, '../../..')

/** File → its content. Each comment names the rule that the file breaks. */
const planted: Record<string, string> = {
  // 1
  'lib/certificates/a.ts': "import { b } from './b.ts'\nexport const a = () => b",
  'lib/certificates/b.ts': "import { a } from './a.ts'\nexport const b = () => a",
  // 2
  'components/ui/button.tsx': "import { secret } from '#lib/auth/server/secret.ts'\nexport const button = secret",
  'lib/auth/server/secret.ts': 'export const secret = 1',
  // 3
  'lib/core/upward.ts': "import { button } from '../../components/ui/button.tsx'\nexport const upward = button",
  'components/ui/page-user.tsx': "import { page } from '../../app/page.tsx'\nexport const pageUser = page",
  'app/page.tsx': "import { rows } from '#lib/auth/server/repository.ts'\nexport const page = rows",
  // 4, and 6 from above (app/page.tsx) and from the side
  'lib/auth/server/verb.ts': "import { sql } from 'kysely'\nexport const verb = sql",
  'lib/auth/server/repository.ts': "import { sql } from 'kysely'\nexport const rows = sql",
  'lib/audit/server/thief.ts': "import { rows } from '#lib/auth/server/repository.ts'\nexport const thief = rows",
  // 5, both ways
  'lib/emulator/friend.ts': "import { secret } from '#lib/auth/server/secret.ts'\nexport const friend = secret",
  'lib/cloud/server/shortcut.ts': "import { friend } from '#lib/emulator/friend.ts'\nexport const shortcut = friend",
  // 8
  'lib/audit/server/tested.ts': "import { helper } from '../../../tests/helper.ts'\nexport const tested = helper",
  'tests/helper.ts': 'export const helper = 1',
  // unresolvable
  'lib/db/server/gone.ts': "import { nothing } from './nowhere.ts'\nexport const gone = nothing",
}

let tree: string

beforeAll(() => {
  tree = mkdtempSync(path.join(tmpdir(), 'rescind-planted-'))
  const modules = {
    'node_modules/kysely/package.json': '{"name":"kysely","main":"index.js"}',
    'node_modules/kysely/index.js': '',
  }
  const imports = { '#lib/*': './lib/*', '#components/*': './components/*' }
  const manifest = { name: 'planted', type: 'module', imports, dependencies: { kysely: '1' } }
  const files = { ...planted, ...modules, 'package.json': JSON.stringify(manifest) }
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true })
    writeFileSync(path.join(tree, file), content)
  }
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json'])
    copyFileSync(path.join(root, file), path.join(tree, file))
})

afterAll(() => {
  rmSync(tree, { recursive: true, force: true })
})

type Cruise = { summary: { violations: { rule: { name: string; severity: string } }[] } }

it('reports each planted violation as an error', () => {
  const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'app', 'components', 'lib']
  const output = execFileSync(process.execPath, args, { cwd: tree, encoding: 'utf8', maxBuffer: 1e8 })
  const { violations } = (JSON.parse(output) as Cruise).summary
  expect(new Set(violations.map(({ rule }) => rule.severity))).toEqual(new Set(['error']))
  expect([...new Set(violations.map(({ rule }) => rule.name))].sort()).toEqual([
    '1-no-cycles',
    '2-client-safe-surface',
    '3-components-are-below-app',
    '3-lib-is-below',
    '4-sql-stays-in-repositories',
    '5-console-knows-no-emulator',
    '5-emulator-is-a-neighbour',
    '6-no-repository-from-above',
    '6-own-tables-only',
    '8-product-knows-no-tests',
    'core-imports-nothing',
    'resolvable',
  ])
}, 60_000)

const query = "export const rows = (db: { selectFrom: (table: string) => unknown }) => db.selectFrom('users')\n"

// The first look loads every type of the project.
beforeAll(async () => {
  await reportedIn('lib/core/result.ts', '')
}, 300_000)

it.each([
  ['no-restricted-properties', 'lib/core/result.ts', "export const port = process.env['PORT']\n"],
  ['no-restricted-properties', 'lib/core/result.ts', 'export const { env } = process\n'],
  [
    'no-restricted-imports',
    'lib/core/result.ts',
    "import { env } from 'node:process'\nexport const port = env['PORT']\n",
  ],
  ['no-restricted-imports', 'app/layout.tsx', "import process from 'process'\nexport const { env } = process\n"],
  ['no-restricted-syntax', 'lib/core/result.ts', 'export default 1\n'],
  ['no-restricted-syntax', 'lib/auth/server/users/repository.ts', 'export default 1\n'],
  ['no-restricted-syntax', 'lib/operations/server/list.ts', query],
  ['no-restricted-syntax', 'app/api/operations/route.ts', query],
  ['no-console', 'lib/core/result.ts', "console.log('x')\n"],
  ['@typescript-eslint/no-explicit-any', 'lib/core/result.ts', 'export const x = (y: any): unknown => y\n'],
  ['@typescript-eslint/no-floating-promises', 'lib/core/result.ts', 'Promise.resolve(1)\n'],
])(
  'lint reports %s in %s',
  async (rule, filePath, text) => {
    expect(await reportedIn(filePath, text)).toContain(rule)
  },
  60_000,
)

it.each(['lib/auth/server/users/repository.ts', 'lib/db/server/migrate.ts', 'tests/support/inventory.ts'])(
  'lint lets %s query',
  async (filePath) => {
    expect(await reportedIn(filePath, query)).not.toContain('no-restricted-syntax')
  },
  60_000,
)

const lint = new ESLint({ cwd: root })

async function reportedIn(filePath: string, text: string): Promise<(string | null)[]> {
  const [result] = await lint.lintText(text, { filePath: path.join(root, filePath) })
  return result?.messages.filter(({ severity }) => severity === 2).map(({ ruleId }) => ruleId) ?? []
}
