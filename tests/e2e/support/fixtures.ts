import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test'
import type { Person } from '#tests/support/policy.ts'
import { startBareConsole, type BareConsole } from './bare-console.ts'
import { signEverybodyIn } from './people.ts'
import { startStack, type FaultKind, type Stack } from './stack.ts'
import { watchedContexts, type Watched } from './watched.ts'

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
  stack: Stack
  signedIn: Record<Role, Cookies>
  /** The stack's store behind a console without proxy.ts. */
  bare: BareConsole
  /** The cookie header of everybody in the authorization matrix, without a browser. */
  cookieOf: Record<Person, string | null>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  stack: [
    async ({}, use) => {
      const stack = await startStack()
      await use(stack)
      await stack.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  signedIn: [
    async ({ browser, stack }, use) => {
      const roles = ['viewer', 'operator', 'auditor', 'admin'] as const
      const watched = watchedContexts(browser, stack.origin)
      const entries = []
      for (const role of roles) entries.push([role, await signIn(watched, stack, role)] as const)
      expectSilence(await watched.close())
      await use(Object.fromEntries(entries) as Record<Role, Cookies>)
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

async function signIn(watched: Watched, stack: Stack, role: Role): Promise<Cookies> {
  const context = await watched.open({ locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill(`${role}@example.test`)
  await page.getByLabel('Password').fill(stack.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  return context.storageState()
}

function expectSilence(complaints: readonly string[], expected: readonly RegExp[] = []): void {
  const unexpected = complaints.filter((complaint) => !expected.some((pattern) => pattern.test(complaint)))
  expect(unexpected, 'CSP violations and errors on the console').toEqual([])
}
