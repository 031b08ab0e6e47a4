import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from './support/fixtures.ts'
import { openCertificate } from './support/main-path.ts'

test.use({ expectedErrors: [/status of 40[13] |status of 404 .* \/nowhere$/] })

const pages = ['/', '/certificates', '/operations', '/authorities', '/settings']

const NODE = ['--disable-warning=ExperimentalWarning', '--conditions=react-server']

test('a stranger sees the sign-in page and nothing else', async ({ contextOf }) => {
  const context = await contextOf()
  for (const address of [...pages, '/audit', '/r/none']) {
    const page = await context.newPage()
    await page.goto(address)
    await expect(page).toHaveURL(/\/sign-in/)
    await page.close()
  }
  for (const address of ['/api/certificates', '/api/operations', '/api/audit', '/api/audit/export?format=jsonl']) {
    const answer = await context.request.get(address)
    expect(answer.status(), address).toBe(401)
    expect(answer.headers()['content-type']).toContain('application/problem+json')
    expect(await answer.json()).toMatchObject({ code: 'unauthenticated' })
  }
})

test('a viewer reads, and what a viewer may not do is visible, off and says why', async ({
  stack,
  viewerPage: page,
}) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const button = page.getByRole('button', { name: 'Revoke', exact: true })
  await expect(button).toHaveAttribute('aria-disabled', 'true')
  await page.goto('/audit')
  await expect(page.getByRole('table', { name: 'Audit log' })).toHaveCount(0)
  await expect(page.getByRole('main')).toContainText(/audit/i)
  const answer = await page.request.get('/api/audit')
  expect(answer.status()).toBe(403)
  expect(await answer.json()).toMatchObject({ code: 'forbidden' })
})

test('an auditor exports a log that the verifier accepts', async ({ auditorPage: page }) => {
  const answer = await page.request.get('/api/audit/export?format=jsonl')
  expect(answer.status()).toBe(200)
  const log = await answer.text()
  const lines = log.trim().split('\n')
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.at(-1)).toContain('head')
  const folder = mkdtempSync(path.join(tmpdir(), 'rescind-export-'))
  const verified = (text: string) => {
    const file = path.join(folder, 'audit.jsonl')
    writeFileSync(file, text)
    return spawnSync(process.execPath, [...NODE, 'lib/audit/verify/verify-export.ts', file], { encoding: 'utf8' })
  }
  expect(verified(log).status, verified(log).stderr).toBe(0)
  expect(verified(log.replace('admin@example.test', 'nadim@example.test')).status).not.toBe(0)
  expect(verified(lines.slice(0, -1).join('\n')).status).not.toBe(0)
  rmSync(folder, { recursive: true })
})

test('headers and cookies are those of a console that is worth attacking', async ({ stack, operatorPage: page }) => {
  const answer = await page.goto('/certificates')
  const headers = answer?.headers() ?? {}
  expect(headers['content-security-policy']).toMatch(/script-src 'nonce-[^']+' 'strict-dynamic'/)
  expect(headers['content-security-policy']).not.toContain("script-src 'unsafe-inline'")
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
  expect(headers['x-content-type-options']).toBe('nosniff')
  const cookies = await page.context().cookies()
  const session = cookies.find(({ name }) => name === 'rescind.session')
  expect(session).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  expect(stack.origin.startsWith('http://127.0.0.1')).toBe(true)
})

test('not-found and unknown RequestIds have pages of their own', async ({ operatorPage: page }) => {
  for (const address of ['/nowhere', '/certificates/unknown', '/operations/unknown', '/r/UNKNOWN-REQUEST']) {
    await page.goto(address)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(page.getByRole('link').first()).toBeVisible()
  }
})

test('the access key never reaches the browser', async ({ stack, operatorPage: page }) => {
  const seen: string[] = []
  page.on('response', (response) => {
    void response.text().then(
      (text) => seen.push(text),
      () => undefined,
    )
  })
  const identifier = await stack.issue()
  for (const address of [...pages, `/certificates/${identifier}`])
    await page.goto(address, { waitUntil: 'networkidle' })
  expect(seen.length).toBeGreaterThan(10)
  for (const text of seen) expect(text.includes('emulator-access-secret')).toBe(false)
})

test('signing out ends the session for good', async ({ stack, contextOf }) => {
  const context = await contextOf({ locale: 'en-GB' })
  const page = await context.newPage()
  await page.goto('/sign-in')
  await page.getByLabel('E-mail').fill('viewer@example.test')
  await page.getByLabel('Password').fill(stack.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((url) => url.pathname === '/')
  const kept = await context.cookies()
  await page.getByRole('button', { name: /Account and display/ }).click()
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/)
  await context.addCookies(kept)
  expect((await context.request.get('/api/certificates')).status()).toBe(401)
})
