import { randomUUID } from 'node:crypto'
import { expect, test } from './support/fixtures.ts'
import { expectFocusSeen, hasFocus, tabTo } from './support/focus.ts'
import { expectRead, serialOf } from './support/main-path.ts'

test('the whole main path by keyboard alone, with the focus in sight at every stop', async ({
  stack,
  contextOf,
  operatorPage,
}) => {
  test.setTimeout(240_000)
  const commonName = `key-${randomUUID().slice(0, 8)}.example`
  const identifier = await stack.issue({ commonName })
  const serial = await serialOf(operatorPage, identifier)
  const page = await (await contextOf({ locale: 'en-GB' })).newPage()
  const { keyboard } = page
  await page.goto('/sign-in')
  await tabTo(page, page.getByLabel('E-mail'))
  await keyboard.type('operator@example.test')
  await tabTo(page, page.getByLabel('Password'))
  await keyboard.type(stack.password)
  await keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/')

  await tabTo(page, page.getByRole('link', { name: 'Certificates', exact: true }))
  await keyboard.press('Enter')
  const search = page.getByRole('searchbox', { name: 'Search certificates' })
  await tabTo(page, page.getByRole('button', { name: 'Read again' }))
  await keyboard.press('Enter')
  await keyboard.press('/')
  await expect(search).toBeFocused()
  await expectFocusSeen(page)
  await keyboard.insertText(serial)
  await keyboard.press('Enter')
  const name = page.getByRole('row').getByRole('link', { name: commonName })
  await tabTo(page, name)
  await keyboard.press('Enter')
  await page.waitForURL(`**/certificates/${identifier}`)

  await tabTo(page, page.getByRole('button', { name: 'Revoke', exact: true }))
  await keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Revoke this certificate?' })
  await expectRead(dialog)
  await tabTo(page, dialog.getByLabel('Reason'))
  await keyboard.type('Key')
  await tabTo(page, dialog.getByLabel('Ticket'))
  await keyboard.type('INC-1')
  // Enter in a field submits nothing before the gate is met (R8, R12).
  await keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toEqual([])
  await tabTo(page, dialog.getByLabel('Type the last 6 characters of the serial'))
  await keyboard.type(serial.slice(-6).toUpperCase())
  // Nor once everything is there: it is pressed by its own button.
  await keyboard.press('Enter')
  await expect(dialog).toBeVisible()
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toEqual([])
  await tabTo(page, dialog.getByRole('button', { name: 'Revoke certificate' }))
  // Pressed once more on its way to the receipt and once there: no press that was meant for one step does the next.
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Revocation receipt' })).toContainText('RequestId')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  const deletePress = page.getByRole('button', { name: 'Delete permanently…' })
  await expect(deletePress).toBeVisible()
  expect(await hasFocus(deletePress)).toBe(false)
  await expect(page.getByRole('dialog')).toHaveCount(0)
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toHaveLength(1)

  await tabTo(page, deletePress)
  await keyboard.press('Enter')
  const deletion = page.getByRole('dialog', { name: 'Delete this certificate permanently?' })
  await expect(deletion.getByRole('button', { name: 'Keep certificate' })).toBeFocused()
  await expectFocusSeen(page)
  await expectRead(deletion)
  await tabTo(page, deletion.getByRole('radio', { name: 'When it has expired', exact: true }))
  await keyboard.press('ArrowDown')
  await expect(deletion.getByRole('radio', { name: 'Now', exact: true })).toBeChecked()
  await tabTo(page, deletion.getByLabel('Reason'))
  await keyboard.type('No')
  await tabTo(page, deletion.getByLabel('Type the last 6 characters of the serial'))
  await keyboard.type(serial.slice(-6))
  await tabTo(page, deletion.getByRole('checkbox'))
  await keyboard.press('Space')
  expect(await stack.callsOn('DeleteClientCertificate', identifier)).toEqual([])
  await tabTo(page, deletion.getByRole('button', { name: 'Delete permanently' }))
  await keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Deletion receipt' })).toContainText('RequestId')
  expect(await stack.callsOn('DeleteClientCertificate', identifier)).toHaveLength(1)

  await tabTo(page, page.getByRole('link', { name: 'View in audit' }))
  await keyboard.press('Enter')
  await expect(page.getByRole('table', { name: 'Audit log' })).toContainText(commonName)
})
