import { expectAccessible } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import {
  fillDeleteDialog,
  fillRevokeDialog,
  openCertificate,
  openRevokeDialog,
  requestIdIn,
  serialOf,
} from './support/main-path.ts'
import { expectNothingSideways } from './support/looks.ts'
import { stored } from './support/stored.ts'

test('revoke, receipt, RequestId everywhere, delete, tombstone', async ({ stack, operatorPage: page, auditorPage }) => {
  const identifier = await stack.issue({ commonName: 'pay-gateway-07.prod.example' })
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await expect(dialog).toContainText('pay-gateway-07.prod.example')
  await fillRevokeDialog(page, await serialOf(page, identifier))
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()

  const receipt = page.getByRole('region', { name: 'Revocation receipt' })
  await expect(receipt).toContainText('RequestId')
  await expect(page).toHaveURL(/\/operations\//)
  await expect(page.getByRole('heading', { name: /Accepted by the emulator/ })).toBeFocused()
  const shown = requestIdIn((await receipt.textContent()) ?? '')
  const calls = await stack.callsOn('CreateRevokeClientCertificate', identifier)
  expect(calls.map(({ requestId, applied }) => ({ requestId, applied }))).toEqual([{ requestId: shown, applied: true }])

  await expect(receipt).toContainText(/reports it revoked since/)
  await page.getByRole('link', { name: 'View in audit' }).click()
  await expect(page.getByRole('table', { name: 'Audit log' })).toContainText(shown)
  const answer = await page.request.get(`/api/audit?q=${shown}`)
  const { items } = (await answer.json()) as { items: { requestId: string; outcome: string; identifier: string }[] }
  expect(items[0]).toMatchObject({ requestId: shown, outcome: 'succeeded', identifier })
  const exported = await auditorPage.request.get('/api/audit/export?format=jsonl')
  const lines = (await exported.text()).split('\n').filter((line) => line.includes(shown))
  expect(lines.some((line) => line.includes(identifier))).toBe(true)
  expect(stored(stack, 'select request_id from operations where identifier = ?', identifier)).toEqual([
    { request_id: shown },
  ])
  expect(
    stored(
      stack,
      "select distinct request_id from audit_events where outcome = 'succeeded' and identifier = ?",
      identifier,
    ),
  ).toEqual([{ request_id: shown }])
  await page.goto(`/r/${shown}`)
  await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText(shown)

  await page.getByRole('button', { name: 'Delete permanently…' }).click()
  const deletion = page.getByRole('dialog', { name: 'Delete this certificate permanently?' })
  await expect(deletion.getByRole('button', { name: 'Keep certificate' })).toBeFocused()
  await fillDeleteDialog(page, await serialOf(page, identifier))
  await deletion.getByRole('button', { name: 'Delete permanently' }).click()
  const deleted = page.getByRole('region', { name: 'Deletion receipt' })
  await expect(deleted).toContainText('RequestId')
  const [call] = await stack.callsOn('DeleteClientCertificate', identifier)
  expect(requestIdIn((await deleted.textContent()) ?? '')).toBe(call?.requestId)
  await openCertificate(page, identifier)
  await expect(page.getByText('Deleted', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('BEGIN CERTIFICATE')).toBeAttached()
})

test('finds the certificate from the list and revokes it from its row', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue({ commonName: 'row-action.example' })
  const serial = await serialOf(page, identifier)
  await page.goto('/certificates')
  await page.getByRole('button', { name: 'Read again' }).click()
  await page
    .getByRole('searchbox', { name: 'Search certificates' })
    .fill(serial.toUpperCase().replace(/(..)(?=.)/g, '$1:'))
  const row = page.getByRole('row', { name: /row-action\.example/ })
  await expect(row).toBeVisible()
  await expect(page).toHaveURL(/q=/)
  await row.getByRole('button', { name: /^Revoke/ }).click()
  await expect(page.getByRole('dialog', { name: 'Revoke this certificate?' })).toContainText('row-action.example')
  await fillRevokeDialog(page, serial)
  await page.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
  await page.goBack()
  await expect(page).toHaveURL(/\/certificates\?.*q=/)
  await expect(page.getByRole('row', { name: /row-action\.example/ })).toContainText('Revoked')
})

test('the whole of it on a phone, from the list to the tombstone, and nothing scrolls sideways', async ({
  stack,
  pageOf,
}) => {
  const commonName = 'edge-gateway-390.prod.example'
  const identifier = await stack.issue({ commonName })
  const page = await pageOf('operator', { viewport: { width: 390, height: 844 } })
  const serial = await serialOf(page, identifier)
  await page.goto('/certificates')
  await page.getByRole('button', { name: 'Read again' }).click()
  await page.getByRole('searchbox', { name: 'Search certificates' }).fill(serial)
  const name = page.getByRole('row').getByRole('link', { name: commonName })
  await expect(name).toBeVisible()
  await expectNothingSideways(page)
  await name.click()
  await page.waitForURL(`**/certificates/${identifier}`)
  await expect(page.getByRole('heading', { level: 1 })).toContainText(commonName)
  await expectNothingSideways(page)

  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, serial)
  await expect(dialog.getByLabel('Type the last 6 characters of the serial')).toHaveValue(serial.slice(-6))
  await expectNothingSideways(page)
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  const receipt = page.getByRole('region', { name: 'Revocation receipt' })
  await expect(receipt).toContainText(/reports it revoked since/)
  await expectNothingSideways(page)
  const revocations = await stack.callsOn('CreateRevokeClientCertificate', identifier)
  const shown = requestIdIn((await receipt.textContent()) ?? '')
  expect(revocations.map(({ requestId }) => requestId)).toEqual([shown])

  await page.getByRole('button', { name: 'Delete permanently…' }).click()
  const deletion = page.getByRole('dialog', { name: 'Delete this certificate permanently?' })
  await fillDeleteDialog(page, serial)
  await expect(deletion.getByLabel('Type the last 6 characters of the serial')).toHaveValue(serial.slice(-6))
  await expect(deletion.getByRole('checkbox')).toBeChecked()
  await expectNothingSideways(page)
  await deletion.getByRole('button', { name: 'Delete permanently' }).click()
  const deleted = page.getByRole('region', { name: 'Deletion receipt' })
  await expect(deleted).toContainText('RequestId')
  await expectNothingSideways(page)
  const deletions = await stack.callsOn('DeleteClientCertificate', identifier)
  expect(deletions.map(({ requestId }) => requestId)).toEqual([requestIdIn((await deleted.textContent()) ?? '')])

  await page.getByRole('main').getByRole('link', { name: commonName }).first().click()
  await page.waitForURL(`**/certificates/${identifier}`)
  await expect(page.getByText('Deleted', { exact: true }).first()).toBeVisible()
  await expect(page.getByText('BEGIN CERTIFICATE')).toBeAttached()
  await expectNothingSideways(page)
})

test('Escape keeps the certificate, gives the focus back, and loses no word', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await dialog.getByLabel('Reason').selectOption('keyCompromise')
  await dialog.getByLabel('Ticket').fill('INC-4711')
  await dialog.getByLabel('Comment').fill('Found on a build server')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Revoke', exact: true })).toBeFocused()
  await openRevokeDialog(page)
  await expect(dialog.getByLabel('Ticket')).toHaveValue('INC-4711')
  await expect(dialog.getByLabel('Comment')).toHaveValue('Found on a build server')
  // What arms the button is chosen anew.
  await expect(dialog.getByLabel('Reason')).toHaveValue('')
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toEqual([])
})

test('a double click makes one call', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  await dialog.getByRole('button', { name: 'Revoke certificate' }).dblclick()
  await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toHaveLength(1)
})

test('two tabs and two people share one call and one RequestId', async ({ stack, pageOf }) => {
  const identifier = await stack.issue()
  const first = await pageOf('operator')
  const pages = [first, await pageOf('operator'), await pageOf('admin')]
  for (const page of pages) {
    await openCertificate(page, identifier)
    await openRevokeDialog(page)
    await fillRevokeDialog(page, await serialOf(page, identifier))
  }
  await Promise.all(pages.map((page) => page.getByRole('button', { name: 'Revoke certificate' }).click()))
  const shown = []
  for (const page of pages) {
    const receipt = page.getByRole('region', { name: 'Revocation receipt' })
    await expect(receipt).toContainText(/[0-9A-F]{8}-[0-9A-F]{4}/)
    shown.push(requestIdIn((await receipt.textContent()) ?? ''))
  }
  const calls = await stack.callsOn('CreateRevokeClientCertificate', identifier)
  expect(calls).toHaveLength(1)
  expect(new Set(shown)).toEqual(new Set([calls[0]?.requestId]))
  // The receipt of whoever was first may have been drawn before the others joined.
  await first.reload()
  await expect(first.getByRole('main')).toContainText('Joined by')
  await expectAccessible(first)
})

test('in Chinese', async ({ stack, pageOf }) => {
  const identifier = await stack.issue({ commonName: '支付网关-07' })
  const page = await pageOf('operator', { locale: 'zh-CN' })
  const serial = await serialOf(page, identifier)
  await openCertificate(page, identifier)
  await page.getByRole('button', { name: '吊销', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: '吊销此证书？' })
  await dialog.getByRole('combobox').selectOption('keyCompromise')
  await dialog.getByLabel('输入序列号的最后 6 位').fill(serial.slice(-6))
  await dialog.getByRole('button', { name: '吊销证书' }).click()
  await expect(page).toHaveURL(/\/operations\//)
  const [call] = await stack.callsOn('CreateRevokeClientCertificate', identifier)
  await expect(page.getByRole('main')).toContainText(call?.requestId ?? 'no call')
})
