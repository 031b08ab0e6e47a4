import { expect, type Locator, type Page } from '@playwright/test'

// The main path in words: each step as an operator does it, by role and name only.

export async function openCertificate(page: Page, identifier: string): Promise<void> {
  await page.goto(`/certificates/${identifier}`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
}

export async function openRevokeDialog(page: Page) {
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Revoke this certificate?' })
  await expect(dialog.getByRole('button', { name: 'Keep certificate' })).toBeVisible()
  return dialog
}

/** The dialog has its live reading: whether a gate is asked for is known only then. */
export async function expectRead(dialog: Locator): Promise<void> {
  await expect(dialog.getByRole('list', { name: 'What was found' })).toBeVisible()
}

/** Reason, ticket and, where it is asked for, the gate. */
export async function fillRevokeDialog(page: Page, serialNumber: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Revoke this certificate?' })
  await expectRead(dialog)
  await dialog.getByLabel('Reason').selectOption('keyCompromise')
  await dialog.getByLabel('Ticket').fill('INC-20471')
  const gate = dialog.getByLabel('Type the last 6 characters of the serial')
  if (await gate.isVisible()) await gate.fill(serialNumber.slice(-6))
}

/** Everything that the delete dialog asks for where it is to be deleted now. */
export async function fillDeleteDialog(page: Page, serialNumber: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Delete this certificate permanently?' })
  await expectRead(dialog)
  const now = dialog.getByRole('radio', { name: 'Now', exact: true })
  if (await now.isVisible()) await now.check()
  await dialog.getByLabel('Reason').selectOption('no_longer_needed')
  const gate = dialog.getByLabel('Type the last 6 characters of the serial')
  if (await gate.isVisible()) await gate.fill(serialNumber.slice(-6))
  const loss = dialog.getByRole('checkbox')
  if (await loss.isVisible()) await loss.check()
}

export async function serialOf(page: Page, identifier: string): Promise<string> {
  const answer = await page.request.get(`/api/certificates/${identifier}`)
  expect(answer.ok()).toBe(true)
  const { serialNumber } = (await answer.json()) as { serialNumber: string }
  return serialNumber
}

/** From the certificate's page to the receipt. Returns the RequestId that the receipt shows. */
export async function revoke(page: Page, identifier: string): Promise<string> {
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  const receipt = page.getByRole('region', { name: 'Revocation receipt' })
  await expect(receipt).toContainText('RequestId')
  return requestIdIn((await receipt.textContent()) ?? '')
}

export function requestIdIn(text: string): string {
  const found = /[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}/.exec(text)?.[0]
  if (found === undefined) throw new Error(`no RequestId in: ${text.slice(0, 400)}`)
  return found
}
