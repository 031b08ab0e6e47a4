import type { Page } from '@playwright/test'
import type { AuditPage } from '#lib/audit/entry.ts'
import { actionNamed } from './support/action-call.ts'
import { expect, test as base } from './support/fixtures.ts'
import { ownHeaders, problemCode, send } from './support/http.ts'
import { fillRevokeDialog, requestIdIn, serialOf } from './support/main-path.ts'
import { sendSignIn } from './support/people.ts'
import { startStack } from './support/stack.ts'
import { stored } from './support/stored.ts'
import { clientAddress, proxyAddress, startTlsProxy } from './support/tls-proxy.ts'

// The console as others reach it: https ends at a proxy, and of its client the console knows what that proxy says.

const test = base.extend<object, { plainOrigin: string }>({
  stack: [
    // Playwright reads from the pattern what a fixture needs.
    async ({}, use) => {
      const proxy = await startTlsProxy()
      const env = { RESCIND_PUBLIC_URL: proxy.origin, RESCIND_TRUSTED_PROXIES: proxyAddress }
      const stack = await startStack({ env })
      proxy.passTo(stack.origin)
      await use({ ...stack, origin: proxy.origin })
      await stack.stop()
      await proxy.stop()
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  /** Where the console itself listens, without TLS. */
  plainOrigin: [async ({ stack }, use) => use(`http://127.0.0.1:${stack.settings['PORT'] ?? ''}`), { scope: 'worker' }],
})

test.skip(process.platform === 'darwin', 'a Mac answers to no loopback address but 127.0.0.1')

test('an operator signs in, revokes and signs out', async ({ stack, plainOrigin, contextOf }) => {
  const commonName = 'behind-tls.example'
  const identifier = await stack.issue({ commonName })
  // What a client says of itself stands before what the proxy appends.
  const forged = { 'x-forwarded-for': '198.51.100.66' }
  const context = await contextOf({ ignoreHTTPSErrors: true, extraHTTPHeaders: forged })
  const answered = new Set<string>()
  context.on('response', (response) => Object.keys(response.headers()).forEach((name) => answered.add(name)))
  const page = await context.newPage()

  await test.step('every page is for https alone', async () => {
    const answer = await page.goto('/certificates')
    await expect(page).toHaveURL(`${stack.origin}/sign-in?next=%2Fcertificates`)
    const headers = answer?.headers() ?? {}
    expect(headers['strict-transport-security']).toBe('max-age=63072000')
    expect(headers['content-security-policy']).toMatch(/; upgrade-insecure-requests$/)
  })

  await test.step('the session is bound to this host and to https', async () => {
    await page.getByLabel('E-mail').fill('operator@example.test')
    await page.getByLabel('Password').fill(stack.password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(page).toHaveURL(`${stack.origin}/certificates`)
    expect(await context.cookies()).toMatchObject([
      { name: '__Host-rescind.session', domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' },
    ])
  })

  await test.step('an action is done wherever it is asked for', async () => {
    // The overview has no such action: Next asks itself for it, past the proxy.
    const answer = await page.request.post('/', {
      headers: { origin: stack.origin, 'next-action': actionNamed('runSyncAction').id, 'content-type': 'text/plain' },
      data: '[{}]',
    })
    expect(await answer.text()).toContain('"ok":true')
  })

  const requestId =
    await test.step('what a page asks for is refused to every other origin, and done for it', async () => {
      await page.getByRole('button', { name: 'Read again' }).click()
      await page.getByRole('searchbox', { name: 'Search certificates' }).fill(commonName)
      const row = page.getByRole('row', { name: new RegExp(commonName) })
      await row.getByRole('button', { name: /^Revoke/ }).click()
      await fillRevokeDialog(page, await serialOf(page, identifier))
      const others = ['https://evil.example', stack.origin.replace('https:', 'http:'), plainOrigin, 'null']
      const refusals = await refusalsBefore(page, others, async () => {
        expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toEqual([])
      })
      await page.getByRole('button', { name: 'Revoke certificate' }).click()
      const receipt = page.getByRole('region', { name: 'Revocation receipt' })
      await expect(receipt).toContainText('RequestId')
      expect(refusals).toEqual(others.map((origin) => ({ origin, status: 403, code: 'foreign_origin' })))
      const shown = requestIdIn((await receipt.textContent()) ?? '')
      const calls = await stack.callsOn('CreateRevokeClientCertificate', identifier)
      expect(calls).toMatchObject([{ requestId: shown, applied: true }])
      return shown
    })

  await test.step('the audit has the address that the proxy forwarded', async () => {
    const answer = await page.request.get('/api/audit?actor=operator@example.test')
    const { items } = (await answer.json()) as AuditPage
    expect(items.map(({ action }) => action)).toEqual(expect.arrayContaining(['sign_in', 'run_sync']))
    expect(items.map((item) => item.requestId)).toContain(requestId)
    expect([...new Set(items.map(({ address }) => address))]).toEqual([clientAddress])
  })

  await test.step('signing out ends the session', async () => {
    const kept = await context.cookies()
    await page.getByRole('button', { name: /Account and display/ }).click()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await expect(page).toHaveURL(`${stack.origin}/sign-in`)
    expect(await context.cookies()).toEqual([])
    await context.addCookies(kept)
    expect((await context.request.get('/api/certificates')).status()).toBe(401)
  })

  expect([...answered].filter((name) => /judged|middleware/.test(name))).toEqual([])
  expect(stack.stderr()).toBe('')
})

test('nobody but the proxy says who asks, and for whom', async ({ stack, plainOrigin, contextOf }) => {
  const { host } = new URL(stack.origin)
  const asked = async (headers: Record<string, string>, path = '/certificates') => {
    const answer = await send(plainOrigin, { path, headers })
    return [answer.status, answer.headers.location]
  }

  await test.step('only the public name is answered', async () => {
    const { request } = await contextOf({ ignoreHTTPSErrors: true })
    const wrong = await request.get('/certificates', { headers: { host: 'evil.example' }, maxRedirects: 0 })
    expect(wrong.status()).toBe(421)
    expect(await asked({ host: 'evil.example' })).toEqual([421, undefined])
    expect(await asked({ host: 'evil.example', 'x-forwarded-host': host })).toEqual([421, undefined])
    expect(await asked({ host: 'evil.example' }, '/api/health/ready')).toEqual([200, undefined])
  })

  await test.step('whoever comes past the proxy is led to it', async () => {
    expect(await asked({})).toEqual([307, `${stack.origin}/certificates`])
    expect(await asked({ host })).toEqual([307, `${stack.origin}/sign-in?next=%2Fcertificates`])
  })

  await test.step('an address that somebody else forwards is not believed', async () => {
    const claims = { 'x-forwarded-for': clientAddress, 'x-real-ip': clientAddress, forwarded: `for=${clientAddress}` }
    const account = { email: 'viewer@example.test', password: stack.password }
    const answer = await sendSignIn(plainOrigin, account, { ...ownHeaders(stack.origin), ...claims, host })
    expect(answer.headers['set-cookie']).toEqual([expect.stringMatching(/^__Host-rescind\.session=.+; Secure/)])
    const records = stored(stack, 'select record from audit_events where actor = ?', account.email)
    expect(records).toEqual([{ record: expect.stringContaining('"address":"127.0.0.1"') }])
  })
})

/** Sends the page's next action from each of the origins before the page does: what they were answered. */
async function refusalsBefore(page: Page, origins: readonly string[], check: () => Promise<void>): Promise<unknown[]> {
  const refusals: unknown[] = []
  let isNext = true
  await page.route('**/*', async (route) => {
    // Judged before anything is waited for: a request that is left open may end by itself, and then cannot be let go on.
    if (!isNext || route.request().headers()['next-action'] === undefined) return route.fallback()
    isNext = false
    const headers = await route.request().allHeaders()
    for (const origin of origins) {
      const answer = await route.fetch({ headers: { ...headers, origin } })
      const refusal = { status: answer.status(), headers: answer.headers(), text: await answer.text() }
      refusals.push({ origin, status: refusal.status, code: problemCode(refusal) })
    }
    await check()
    return route.fallback()
  })
  return refusals
}
