import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { BrowserContext, Page, Response } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { kitFiles } from '#lib/audit/kit.ts'
import { withoutTable } from './support/break.ts'
import { expect, test } from './support/fixtures.ts'
import { revoke } from './support/main-path.ts'
import { root, startStack, type Stack } from './support/stack.ts'
import { builtActions, builtRoutes } from './support/surface.ts'
import { watchedContexts } from './support/watched.ts'
import { stored } from './support/stored.ts'

// Secrets reach neither browser nor log: they are looked for in everything that leaves the console. Beside each of them
// something public is looked for in the same place, so that a search that can find nothing does not pass.

// The last is the list's own question while its table is away.
test.use({
  expectedErrors: [/status of (404 .* \/nowhere|500 .* \/api\/certificates)$|Minified React error #441/],
})

const addresses = ['/', '/certificates', '/operations', '/authorities', '/audit', '/settings', '/nowhere', '/r/UNKNOWN']
type Known = { id: string; identifier: string; requestId: string; crl: string }

/** Every route of the build, with questions that have an answer where what is known is in the store. */
const questions: Readonly<Record<string, (known: Known) => string[]>> = {
  '/api/audit': () => ['/api/audit'],
  '/api/audit/export': () => ['jsonl', 'csv'].map((format) => `/api/audit/export?format=${format}`),
  '/api/audit/kit': () => kitFiles.map((file) => `/api/audit/kit?file=${file}`),
  '/api/auth/[...nextauth]': () => ['csrf', 'session', 'providers'].map((name) => `/api/auth/${name}`),
  '/api/certificates': () => ['/api/certificates'],
  '/api/certificates/[identifier]': ({ identifier }) => [`/api/certificates/${identifier}`],
  '/api/certificates/[identifier]/deletion-preview': ({ identifier }) => [
    `/api/certificates/${identifier}/deletion-preview`,
  ],
  '/api/certificates/[identifier]/file': ({ identifier }) =>
    ['pem', 'chain', 'der'].map((form) => `/api/certificates/${identifier}/file?form=${form}`),
  '/api/certificates/[identifier]/revocation-preview': ({ identifier }) => [
    `/api/certificates/${identifier}/revocation-preview`,
  ],
  '/api/certificates/export': () =>
    ['csv', 'jsonl', 'pem'].map((format) => `/api/certificates/export?format=${format}`),
  '/api/crls/[sha256]': ({ crl }) => [`/api/crls/${crl}`],
  '/api/evidence': ({ requestId }) => [`/api/evidence?request_id=${requestId}`],
  '/api/health/live': () => ['/api/health/live'],
  '/api/health/ready': () => ['/api/health/ready'],
  '/api/operations': () => ['/api/operations'],
  '/api/operations/[id]': ({ id }) => [`/api/operations/${id}`],
  '/api/settings': () => ['/api/settings'],
  '/api/settings/permissions': () => ['/api/settings/permissions'],
  '/api/views': () => ['/api/views'],
}

/** What each of them answers, by its address; whatever does not succeed is told as well. */
async function answersOf(page: Page, known: Known): Promise<{ texts: Map<string, string>; failed: string[] }> {
  const texts = new Map<string, string>()
  const failed: string[] = []
  for (const address of builtRoutes().flatMap((route) => questions[route]?.(known) ?? [`no question for ${route}`])) {
    const answer = await page.request.get(address)
    if (!answer.ok()) failed.push(`${String(answer.status())} ${address}`)
    const bytes = await answer.body()
    const isPack = answer.headers()['content-type'] === 'application/zip'
    const parts = isPack ? Object.values(unzipSync(bytes)) : [bytes]
    texts.set(address, [JSON.stringify(answer.headers()), ...parts.map((part) => strFromU8(part, true))].join('\n'))
  }
  return { texts, failed }
}

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
  const crls = () => stored(stack, 'select sha256 from crls limit 1') as { sha256: string }[]
  await expect.poll(crls).toHaveLength(1)
  const api = await answersOf(page, { id, identifier, requestId, crl: crls()[0]?.sha256 ?? 'none' })
  expect(api.failed).toEqual([])
  const texts = new Map([...(await answers.texts()), ...api.texts])
  expect(found(['emulator-access-key'], texts)).toContain(`/operations/${id}`)
  expect(found([requestId], texts)).toEqual(
    expect.arrayContaining(['/api/audit', `/api/evidence?request_id=${requestId}`]),
  )
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
    const unknown = { id: 'unknown', identifier: 'unknown', requestId: 'unknown', crl: '0'.repeat(64) }
    const texts = new Map([...(await answers.texts()), ...(await answersOf(page, unknown)).texts])
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

/** Every answer that the pages of a context are given, by path. */
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
    /** Of a page that was left meanwhile the browser keeps no answer. */
    areRead: () => Promise.all(reading),
    texts: async () => {
      await Promise.all(reading)
      expect(texts.size).toBeGreaterThan(10)
      return texts
    },
  }
}
