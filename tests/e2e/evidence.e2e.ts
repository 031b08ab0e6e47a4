import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { strFromU8, unzipSync } from 'fflate'
import { greet, listen } from '#tests/contract/emulator/support/handshake.ts'
import { judgeOf } from '#tests/contract/emulator/support/judge.ts'
import { officialClient } from '#tests/contract/emulator/support/official-client.ts'
import { expect, test } from './support/fixtures.ts'
import { fillDeleteDialog, openCertificate, revoke, serialOf } from './support/main-path.ts'
import { change } from './support/stored.ts'

// Whether anybody can know of a revocation: every state that a receipt can be in about it, and the alarms.

test('a client that is let in, is revoked through the page and refused; the evidence is there', async ({
  stack,
  operatorPage: page,
}) => {
  const endpoint = stack.settings['CAS_ENDPOINT'] ?? ''
  const client = officialClient(Number(endpoint.split(':')[1]))
  const judge = await judgeOf({ client, url: `http://${endpoint}`, remove: async () => undefined })
  const ca = judge.authority('E1')
  await judge.issue('gate', ca, { Domain: 'localhost,127.0.0.1' })
  const certificate = await judge.issue('leaked', ca, { SanType: 2, SanValue: 'leaked.example' })
  await judge.write({ 'trust.pem': judge.root.X509Certificate + ca.X509Certificate })
  const server = await listen(judge, 'gate')
  try {
    expect(await greet(judge, server.port, 'leaked')).toBe('olleh')
    await revoke(page, certificate.Identifier)
    await expectPublished(page)
    expect(await greet(judge, server.port, 'leaked')).toMatch(/certificate.revoked/i)
  } finally {
    server.stop()
  }
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: /^Download CRL/ }).click(),
  ])
  const kept = await readFile(await download.path())
  await judge.write({ 'kept.crl': kept, 'issuer.pem': ca.X509Certificate })
  const verified = await judge.openssl(
    'crl',
    '-inform',
    'DER',
    '-in',
    'kept.crl',
    '-CAfile',
    'issuer.pem',
    '-noout',
    '-text',
  )
  expect(verified.text).toContain('verify OK')
  expect(verified.text.toLowerCase()).toContain(await serialOf(page, certificate.Identifier))
  await openCertificate(page, certificate.Identifier)
  await expect(page.getByText(/^Published in CRL \d+$/).first()).toBeVisible()
  const answer = await page.request.get(`/api/certificates/${certificate.Identifier}`)
  const { crlEvidence } = (await answer.json()) as { crlEvidence: { sha256: string } }
  expect(crlEvidence.sha256).toBe(createHash('sha256').update(kept).digest('hex'))
  await judge.remove()
})

test('a receipt waits for the CRL, then says in which it is', async ({ stack, operatorPage: page }) => {
  await stack.setEmulator({ crlDelayMs: 20_000 })
  await revoke(page, await stack.issue())
  await expect(page.getByText('Waiting for the CRL')).toBeVisible()
  await expectPublished(page)
  await stack.setEmulator({ crlDelayMs: 0 })
})

test('where there is no CRL nothing is waited for, and the receipt says that clients may not notice', async ({
  stack,
  operatorPage: page,
}) => {
  await page.goto('/authorities')
  const legacy = page.getByRole('row').filter({ hasText: 'Legacy' })
  const link = (await legacy.getByRole('link').last().getAttribute('href')) ?? ''
  await revoke(page, await stack.issue({ ca: new URLSearchParams(link.split('?')[1]).get('ca') }))
  await expect(page.getByText('Its CA publishes no CRL.', { exact: false })).toBeVisible()
  await expect(page.getByText('Waiting for the CRL')).toHaveCount(0)
})

test('a revocation that the CRL does not show in time is an alarm until somebody acknowledges it', async ({
  stack,
  operatorPage: page,
  viewerPage,
}) => {
  await stack.setEmulator({ crlDelayMs: 86_400_000 })
  const identifier = await stack.issue({ commonName: 'unpublished.example' })
  await revoke(page, identifier)
  await expect(page.getByText('Waiting for the CRL')).toBeVisible()
  // What a week of waiting would bring: the CRL that had to list it is due.
  change(stack, 'update publications set expected_by = 1, next_check_at = 1 where identifier = ?', identifier)
  await expect(page.getByText('Missing in the CRL')).toBeVisible({ timeout: 60_000 })
  await stack.setEmulator({ crlDelayMs: 0 })
  await expectAlarm(viewerPage, 'A revocation is not in the CRL', 'unpublished.example')
  await expect(viewerPage.getByRole('button', { name: 'Acknowledge…' }).first()).toHaveAttribute(
    'aria-disabled',
    'true',
  )
  await acknowledge(page, 'A revocation is not in the CRL', 'unpublished.example')
})

test('a deletion that takes the serial out of the CRL is told on its receipt and as an alarm', async ({
  stack,
  operatorPage: page,
}) => {
  await stack.setEmulator({ deleteRemovesFromCrl: true })
  const identifier = await stack.issue({ commonName: 'trusted-again.example' })
  await revoke(page, identifier)
  await expectPublished(page)
  await page.getByRole('button', { name: 'Delete permanently…' }).click()
  await fillDeleteDialog(page, await serialOf(page, identifier))
  await page.getByRole('dialog').getByRole('button', { name: 'Delete permanently' }).click()
  const receipt = page.getByRole('region', { name: 'Deletion receipt' })
  await expect(receipt).toContainText('Gone from the CRL', { timeout: 60_000 })
  await expect(receipt).toContainText('Clients trust it again')
  await acknowledge(page, 'Clients trust a deleted certificate again', 'trusted-again.example')
  await page.goto(`/audit?q=${identifier}`)
  await expect(page.getByRole('table', { name: 'Audit log' })).toContainText('Acknowledge alarm')
})

test('an auditor takes the evidence of a time from the audit log, and of one certificate from its pages', async ({
  stack,
  operatorPage,
  auditorPage: page,
}) => {
  const identifier = await stack.issue({ commonName: 'packed.example' })
  const requestId = await revoke(operatorPage, identifier)
  await expect(operatorPage.getByText('Evidence: auditors and administrators may save it')).toBeVisible()

  await page.goto('/audit')
  const off = page.getByRole('button', { name: 'Evidence pack' })
  await expect(off).toHaveAttribute('aria-disabled', 'true')
  await expect(off).toHaveAccessibleDescription('The evidence pack covers a time range: set From and To.')
  await expect(page.getByText('The evidence pack covers a time range: set From and To.')).toBeVisible()
  const today = new Date().toISOString().slice(0, 10)
  await page.getByLabel('From, UTC').fill(today)
  await page.keyboard.press('Enter')
  await expect(page.getByText('The evidence pack covers a time range: To is not set.')).toBeVisible()
  await page.getByLabel('To, UTC').fill(today)
  await page.keyboard.press('Enter')
  await expect(page.getByText(`${today} 00:00 UTC to`)).toBeVisible()
  await expectInPack(page, page.getByRole('link', { name: 'Evidence pack' }), requestId)

  await openCertificate(page, identifier)
  await expectInPack(page, page.getByRole('link', { name: 'Save the evidence' }), requestId)
  await page.goto(`/r/${requestId}`)
  await expectInPack(page, page.getByRole('link', { name: 'Save the evidence' }), requestId)
})

/** What the link brings is an archive that tells of the RequestId, in the records as in the report. */
async function expectInPack(page: Page, link: Locator, requestId: string): Promise<void> {
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  expect(download.suggestedFilename()).toMatch(/^rescind-evidence-.*\.zip$/)
  const files = unzipSync(await readFile(await download.path()))
  for (const name of ['audit.jsonl', 'operations.json', 'report.html']) {
    expect(strFromU8(files[name] ?? new Uint8Array()), name).toContain(requestId)
  }
}

async function expectPublished(page: Page): Promise<void> {
  await expect(page.getByText('Published in the CRL')).toBeVisible({ timeout: 60_000 })
}

async function expectAlarm(page: Page, title: string, name: string) {
  await page.goto('/')
  const alarm = page.getByRole('list', { name: 'Alarms' }).getByRole('listitem').filter({ hasText: name })
  await expect(alarm).toContainText(title)
  return alarm
}

async function acknowledge(page: Page, title: string, name: string): Promise<void> {
  const alarm = await expectAlarm(page, title, name)
  await alarm.getByRole('button', { name: 'Acknowledge…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Acknowledge this alarm?' })
  await expect(dialog).toContainText(name)
  await expect(dialog).toContainText(title)
  await dialog.getByLabel('What is done about it').fill('taken off the hosts, INC-20471')
  await dialog.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(alarm).toHaveCount(0)
  await expect(page.locator('main')).toBeFocused()
  await page.goto('/operations')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.getByText(name).filter({ hasText: title })).toHaveCount(0)
}
