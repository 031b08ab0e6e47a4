import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test'
import type { Person } from '#tests/support/policy.ts'
import { startBareConsole, type BareConsole } from './bare-console.ts'
import { signEverybodyIn, signIn } from './people.ts'
import { startStack, type FaultKind, type Stack } from './stack.ts'
import { watchedContexts } from './watched.ts'

export type Role = 'viewer' | 'operator' | 'auditor' | 'admin'
type Cookies = Awaited<ReturnType<BrowserContext['storageState']>>

type Fixtures = {
  /** A browser of its own: of a stranger, unless the options bring the storage of somebody who is signed in. */
  contextOf: (options?: BrowserContextOptions) => Promise<BrowserContext>
  /** A page of a signed-in user; a second call gives a second tab of the same person. */
  pageOf: (role: Role, options?: PageOptions) => Promise<Page>
  operatorPage: Page
  viewerPage: Page
  auditorPage: Page
  adminPage: Page
  /** Console errors that a test causes on purpose, such as the browser's line about a 409. */
  expectedErrors: RegExp[]
}
export type PageOptions = {
  viewport?: { width: number; height: number }
  locale?: 'en-GB' | 'zh-CN'
  colorScheme?: 'light' | 'dark'
  permissions?: string[]
}

type WorkerFixtures = {
  /** How many the account has when the stack starts. */
  certificates: number
  stack: Stack
  signedIn: Record<Role, Cookies>
  /** The stack's store behind a console without proxy.ts. */
  bare: BareConsole
  /** The cookie header of everybody in the authorization matrix, without a browser. */
  cookieOf: Record<Person, string | null>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  certificates: [60, { option: true, scope: 'worker' }],
  stack: [
    async ({ certificates }, use) => {
      const stack = await startStack({ certificates })
      await use(stack)
      await stack.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  signedIn: [
    async ({ stack }, use) => {
      const storageOf = async (role: Role) => stored(stack.origin, await cookieOfRole(stack, role))
      await use({
        viewer: await storageOf('viewer'),
        operator: await storageOf('operator'),
        auditor: await storageOf('auditor'),
        admin: await storageOf('admin'),
      })
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  bare: [
    async ({ stack }, use) => {
      const bare = await startBareConsole(stack)
      await use(bare)
      await bare.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  cookieOf: [async ({ stack }, use) => use(await signEverybodyIn(stack)), { scope: 'worker', timeout: 120_000 }],
  expectedErrors: [[], { option: true }],
  contextOf: async ({ browser, stack, expectedErrors }, use) => {
    const watched = watchedContexts(browser, stack.origin)
    await use(watched.open)
    expectSilence(await watched.close(), expectedErrors)
  },
  pageOf: async ({ contextOf, signedIn }, use) => {
    await use(async (role, options = {}) => (await contextOf({ ...options, storageState: signedIn[role] })).newPage())
  },
  operatorPage: async ({ pageOf }, use) => use(await pageOf('operator')),
  viewerPage: async ({ pageOf }, use) => use(await pageOf('viewer')),
  auditorPage: async ({ pageOf }, use) => use(await pageOf('auditor')),
  adminPage: async ({ pageOf }, use) => use(await pageOf('admin')),
})

export { expect, type FaultKind }

function cookieOfRole({ origin, password }: Stack, role: Role): Promise<string> {
  return signIn(origin, { email: `${role}@example.test`, password })
}

/** What a browser holds after signing in; that the form itself leads there is a test of its own (access.e2e.ts). */
function stored(origin: string, cookie: string): Cookies {
  const [name = '', value = ''] = cookie.split(/=(.*)/)
  const { hostname: domain } = new URL(origin)
  const session = {
    name,
    value,
    domain,
    path: '/',
    expires: -1,
    httpOnly: true,
    secure: false,
    sameSite: 'Lax' as const,
  }
  return { cookies: [session], origins: [] }
}

function expectSilence(complaints: readonly string[], expected: readonly RegExp[] = []): void {
  const unexpected = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))
  expect(unexpected, 'CSP violations and errors on the console').toEqual([])
}
