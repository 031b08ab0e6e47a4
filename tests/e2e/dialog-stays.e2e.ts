import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { expectRead, fillDeleteDialog, openCertificate, revoke, serialOf } from './support/main-path.ts'

// What a dialog holds (entries, a running call, perhaps the only copy of a RequestId) outlives what a refetch shows of
// the page beneath it.

const press = { name: 'Delete permanently…', exact: true }
const title = 'Delete this certificate permanently?'

const places = [
  { name: 'the receipt', open: async () => undefined, shows: 'The certificate was deleted' },
  { name: 'the certificate’s page', open: openCertificate, shows: 'Deleted' },
]

for (const { name, open, shows } of places) {
  test(`the delete dialog on ${name} stays when a colleague has deleted meanwhile`, async ({ stack, pageOf }) => {
    const identifier = await stack.issue()
    const page = await pageOf('operator')
    await page.clock.install()
    await revoke(page, identifier)
    await open(page, identifier)
    await page.getByRole('button', press).click()
    const dialog = page.getByRole('dialog', { name: title })
    await expectRead(dialog)
    await dialog.getByLabel('Ticket').fill('INC-20471')

    await deleteAs(await pageOf('admin'), identifier)
    await comeBack(page)
    await expect(page.locator('main')).toContainText(shows)
    await expect(dialog.getByLabel('Ticket')).toHaveValue('INC-20471')
    await dialog.getByRole('button', { name: 'Keep certificate' }).click()
    await expect(dialog).toHaveCount(0)
    expect(await stack.callsOn('DeleteClientCertificate', identifier)).toHaveLength(1)
  })
}

async function deleteAs(page: Page, identifier: string): Promise<void> {
  await openCertificate(page, identifier)
  await page.getByRole('button', press).click()
  await fillDeleteDialog(page, await serialOf(page, identifier))
  await page.getByRole('dialog', { name: title }).getByRole('button', { name: 'Delete permanently' }).click()
  await page.waitForURL(/\/operations\//)
}

/** To a tab that was left long enough for what it shows to be read again. */
async function comeBack(page: Page): Promise<void> {
  await page.clock.fastForward(60_000)
  await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
}
