import { expectAccessible } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import {
  fillRevokeDialog,
  openCertificate,
  openRevokeDialog,
  requestIdIn,
  revoke,
  serialOf,
} from './support/main-path.ts'

// What an operator sees when the vendor refuses or falls silent, and when the console's own answer is lost. The vendor's
// lost answers are in lost-answers.e2e.ts.

// Browsers log every failed request of a page; these tests cause some.
test.use({
  expectedErrors: [/net::ERR_((CONNECTION_RESET|EMPTY_RESPONSE|FAILED) \/certificates\/|INTERNET_DISCONNECTED)/],
})

test.afterEach(async ({ stack }) => {
  await stack.clearFaults()
})

test('a refusal stays in the dialog with code, RequestId and what was typed', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  await stack.setEmulator({ deniedActions: ['CreateRevokeClientCertificate'] })
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  const alert = dialog.getByRole('alert')
  await expect(alert).toBeVisible()
  const [call] = await stack.callsOn('CreateRevokeClientCertificate', identifier)
  expect(call).toMatchObject({ applied: false, httpStatus: 403 })
  await expect(alert).toContainText(call?.code ?? 'no code')
  expect(requestIdIn((await alert.textContent()) ?? '')).toBe(call?.requestId)
  await expect(dialog.getByLabel('Ticket')).toHaveValue('INC-20471')
  await expectAccessible(page)
  await stack.setEmulator({ deniedActions: [] })
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
})

test('a browser that is offline sends nothing, says so at once, and confirms when it is back', async ({
  stack,
  operatorPage: page,
}) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  const button = dialog.getByRole('button', { name: 'Revoke certificate' })
  await page.context().setOffline(true)
  await button.click()
  await expect(dialog.getByRole('alert')).toContainText('This browser is offline. Nothing was sent')
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toEqual([])
  await page.context().setOffline(false)
  await expect(dialog.getByLabel('Ticket')).toHaveValue('INC-20471')
  await button.click()
  await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toHaveLength(1)
})

test('when the action’s own answer is lost, the dialog follows the operation', async ({
  stack,
  operatorPage: page,
}) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  await page.route('**/certificates/**', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback()
    await route.fetch()
    return route.abort('connectionreset')
  })
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toHaveLength(1)
})

test('with the vendor silent the list goes on, says its age, and revoking is off', async ({ stack, pageOf }) => {
  const page = await pageOf('operator')
  const revoked = await stack.issue()
  await revoke(page, revoked)
  const receipt = page.url()
  const identifier = await stack.issue({ commonName: 'silent-vendor.example' })
  await page.goto('/certificates?q=silent-vendor')
  await page.getByRole('button', { name: 'Read again' }).click()
  const row = page.getByRole('row', { name: /silent-vendor\.example/ })
  await expect(row).toBeVisible()
  const inList = row.getByRole('button', { name: 'Revoke' })
  stack.silenceVendor()
  try {
    await page.goto(`/certificates/${identifier}`)
    await expect(page.getByText(/The emulator did not answer in time/)).toBeVisible()
    await expect(page.getByText(/Not read live; last seen at the emulator .* ago/)).toBeVisible()
    const onPage = page.getByRole('button', { name: 'Revoke', exact: true })
    await expect(onPage).toBeDisabled()
    await expect(onPage).toHaveAttribute('title', 'Revoke is off until a fresh reading succeeds.')
    await expect(page.getByRole('button', { name: 'Delete permanently…' })).toBeDisabled()
    await expectAccessible(page)
    // What that page found out is known to every other one.
    await page.goto('/certificates?q=silent-vendor')
    const notice = page.getByRole('status').filter({ hasText: 'The emulator has not answered since' })
    await expect(notice).toContainText(/You see the reading of .* ago/)
    await expect(inList).toBeDisabled()
    await expect(inList).toHaveAttribute('title', 'Revoke is off until a fresh reading succeeds.')
    await expectAccessible(page)
    await page.goto(receipt)
    const onReceipt = page.getByRole('button', { name: 'Delete permanently…' })
    await expect(onReceipt).toBeDisabled()
    await expect(onReceipt).toHaveAttribute('title', 'It is off until the emulator answers again.')
    await expectAccessible(page)
  } finally {
    stack.wakeVendor()
  }
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toEqual([])
  await page.goto(`/certificates/${identifier}`)
  await page.goto('/certificates?q=silent-vendor')
  await expect(inList).toBeEnabled({ timeout: 30_000 })
})
