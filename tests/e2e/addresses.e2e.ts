import { randomUUID } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { fillRevokeDialog, openRevokeDialog, revoke, serialOf } from './support/main-path.ts'

// Every screen has an address: the browser's history leads through them, and another browser shows the same.

test('back and forward lead through the main path, and repeat nothing', async ({ stack, operatorPage: page }) => {
  const commonName = `way-${randomUUID().slice(0, 8)}.example`
  const identifier = await stack.issue({ commonName })
  const serial = await serialOf(page, identifier)
  const search = page.getByRole('searchbox', { name: 'Search certificates' })
  const list = async () => {
    await expect(page).toHaveURL(/\/certificates\?q=/)
    await expect(search).toHaveValue(serial)
    await expect(page.getByRole('link', { name: commonName })).toBeVisible()
  }
  const certificate = () => expect(page.getByRole('heading', { level: 1, name: commonName })).toBeVisible()
  const receipt = () => expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
  const audit = () => expect(page.getByRole('table', { name: 'Audit log' })).toContainText(commonName)

  await page.goto('/certificates')
  await page.getByRole('button', { name: 'Read again' }).click()
  await search.fill(serial)
  await list()
  await page.getByRole('link', { name: commonName }).click()
  await certificate()
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, serial)
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await receipt()
  await page.getByRole('link', { name: 'View in audit' }).click()
  await audit()

  const way = [receipt, certificate, list]
  for (const stop of way) {
    await page.goBack()
    await stop()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  await expect(page.getByRole('row', { name: new RegExp(commonName) })).toContainText('Revoked')
  for (const stop of [certificate, receipt, audit]) {
    await page.goForward()
    await stop()
    await expect(page.getByRole('dialog')).toHaveCount(0)
  }
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toHaveLength(1)
  expect(await stack.callsOn('DeleteClientCertificate', identifier)).toEqual([])
})

test('the same address in another browser shows the same screen', async ({ stack, pageOf }) => {
  const [one, other] = [await pageOf('operator'), await pageOf('operator')]
  const identifier = await stack.issue()
  const requestId = await revoke(one, identifier)
  const addresses = [
    new URL(one.url()).pathname,
    `/certificates/${identifier}`,
    `/r/${requestId}`,
    `/audit?q=${requestId}`,
    `/operations?q=${identifier}`,
    '/certificates?type=client&status=expired&sort=-not_after',
  ]
  // Its status at the vendor is asked for afterwards; until then the receipt is still growing.
  await expect(one.getByRole('region', { name: 'Revocation receipt' })).toContainText(/reports it revoked since/)
  for (const address of addresses) {
    const told = await mainOf(one, address)
    expect(told.length, address).toBeGreaterThan(100)
    expect(await mainOf(other, address), address).toBe(told)
  }
})

/** All that the page says, but for how long ago something was. */
async function mainOf(page: Page, address: string): Promise<string> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
  return withoutAges(await page.getByRole('main').innerText())
}

/** The end of a certificate's history is the minute of looking. */
function withoutAges(text: string): string {
  return text.replaceAll(/\b\d+ (s|min|h) ago\b/g, '<age>').replaceAll(/(Now: [^\n]+\n)[^\n]+/g, '$1<now>')
}
