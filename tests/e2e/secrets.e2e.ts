import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { BrowserContext, Response } from '@playwright/test'
import { withoutTable } from './support/break.ts'
import { expect, test } from './support/fixtures.ts'
import { revoke } from './support/main-path.ts'
import { root, startStack, type Stack } from './support/stack.ts'
import { builtActions } from './support/surface.ts'
import { watchedContexts } from './support/watched.ts'
import { stored } from './support/stored.ts'

// Secrets reach neither browser nor log: they are looked for in everything that leaves the console. Beside each of them
// something public is looked for in the same place, so that a search that can find nothing does not pass.

test.use({ expectedErrors: [/status of 404 .* \/nowhere$|Minified React error #441/] })

const addresses = ['/', '/certificates', '/operations', '/authorities', '/audit', '/settings', '/nowhere', '/r/UNKNOWN']
const apis = [
  '/api/certificates',
  '/api/operations',
  '/api/audit',
  '/api/audit/export?format=jsonl',
  '/api/audit/export?format=csv',
  '/api/settings',
  '/api/settings/permissions',
  '/api/health/ready',
]

test('the build has no secret of a store in it, and the browser’s part not even the demo pair', ({ stack }) => {
  const browsers = filesOf('static')
  const servers = filesOf('server')
  expect(
    found(
      builtActions().map(({ id }) => id),
      browsers,
    ),
  ).not.toEqual([])
  expect(found(['emulator-access-key'], servers)).not.toEqual([])
  expect(found([...secretsOf(stack), 'emulator-access-secret'], browsers)).toEqual([])
  expect(found(secretsOf(stack), servers)).toEqual([])
})

test('no answer and no log of a console at work has one', async ({ stack, pageOf }) => {
  const page = await pageOf('admin')
  const answers = collect(page.context())
  const requestId = await revoke(page, await stack.issue())
  const [{ id, identifier }] = stored(
    stack,
    'select id, identifier from operations where request_id = ?',
    requestId,
  ) as [{ id: string; identifier: string }]
  for (const address of [...addresses, `/operations/${id}`, `/r/${requestId}`, `/certificates/${identifier}`]) {
    await page.goto(address, { waitUntil: 'load' })
    await answers.areRead()
  }
  await withoutTable(stack, 'certificates', async () => {
    await page.goto('/certificates')
  })
  for (const address of apis) answers.add(address, await (await page.request.get(address)).text())
  const texts = await answers.texts()
  expect(found(['emulator-access-key'], texts)).toContain(`/operations/${id}`)
  expect(found([...secretsOf(stack), 'emulator-access-secret'], texts)).toEqual([])
  // The page that broke has left its reason there.
  expect(stack.stderr()).toContain('no such table')
  expect(found([...secretsOf(stack), 'emulator-access-secret'], new Map([['stderr', stack.stderr()]]))).toEqual([])
})

test('nor has one whose key pair the vendor refuses', async ({ browser }) => {
  const canary = { id: 'LTAI5tCanaryOfThisTest', secret: 'canary-secret-4f1d9c', token: 'canary-token-77aa31' }
  const siem = {
    user: 'canary-user-1d',
    password: 'canary-password-52',
    path: 'canary-path-99',
    key: 'canary-signs-0123',
  }
  const stack = await startStack({
    env: {
      RESCIND_CLOUD: 'alibaba',
      CAS_PROTOCOL: 'http',
      RESCIND_ACCOUNT_LABEL: 'canary',
      ALIBABA_CLOUD_ACCESS_KEY_ID: canary.id,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: canary.secret,
      ALIBABA_CLOUD_SECURITY_TOKEN: canary.token,
      RESCIND_AUDIT_SHIP_WEBHOOK_URL: `https://${siem.user}:${siem.password}@127.0.0.1:1/${siem.path}`,
      RESCIND_AUDIT_SHIP_WEBHOOK_SECRET: siem.key,
      LOG_LEVEL: 'debug',
    },
  })
  const watched = watchedContexts(browser, stack.origin)
  try {
    const page = await (await watched.open({ locale: 'en-GB' })).newPage()
    const answers = collect(page.context())
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill('admin@example.test')
    await page.getByLabel('Password').fill(stack.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    for (const address of addresses) await page.goto(address, { waitUntil: 'load' })
    for (const address of apis) answers.add(address, await (await page.request.get(address)).text())
    const texts = await answers.texts()
    const secrets = [canary.secret, canary.token, ...Object.values(siem), ...secretsOf(stack)]
    expect(found(['InvalidAccessKeyId'], texts)).not.toEqual([])
    expect(found(['https://127.0.0.1:1/…'], texts)).toContain('/settings')
    expect(found(secrets, texts)).toEqual([])
    await expect.poll(() => stack.stderr()).toContain('InvalidAccessKeyId')
    await expect.poll(() => stack.stderr()).toContain('the audit is not shipped')
    expect(found(secrets, new Map([['stderr', stack.stderr()]]))).toEqual([])
    expect((await stack.ledger()).length).toBeGreaterThan(0)
  } finally {
    await watched.close()
    await stack.stop()
  }
})

/** What only this store knows: how it signs sessions and audit records, and how its first user signs in. */
function secretsOf({ dataDir, password }: Stack): string[] {
  const lines = ['nextauth-secret', 'audit-key.pem'].flatMap((file) =>
    readFileSync(path.join(dataDir, file), 'utf8').split('\n'),
  )
  return [password, ...lines.filter((line) => line.length > 20 && !line.startsWith('-----'))]
}

/** By name: which of the texts have one of the needles in them. */
function found(needles: readonly string[], texts: ReadonlyMap<string, string>): string[] {
  return [...texts].flatMap(([name, text]) => (needles.some((needle) => text.includes(needle)) ? [name] : []))
}

function filesOf(part: 'static' | 'server'): Map<string, string> {
  const folder = path.join(root, '.next', part)
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  return new Map(
    files.map(({ parentPath, name }) => [
      path.join(parentPath, name),
      readFileSync(path.join(parentPath, name), 'latin1'),
    ]),
  )
}

/** Every answer that the pages of a context are given, by path, together with what is added by hand. */
function collect(context: BrowserContext) {
  const texts = new Map<string, string>()
  const reading: Promise<void>[] = []
  const add = (name: string, text: string) => texts.set(name, `${texts.get(name) ?? ''}\n${text}`)
  const read = async (response: Response) => {
    const { pathname } = new URL(response.url())
    add(pathname, JSON.stringify(await response.allHeaders()))
    // A redirection has no body.
    add(pathname, await response.text().catch(() => ''))
  }
  context.on('response', (response) => reading.push(read(response)))
  return {
    add,
    /** Of a page that was left meanwhile the browser keeps no answer. */
    areRead: () => Promise.all(reading),
    texts: async () => {
      await Promise.all(reading)
      expect(texts.size).toBeGreaterThan(10)
      return texts
    },
  }
}
