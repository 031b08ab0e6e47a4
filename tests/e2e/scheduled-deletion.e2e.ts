import type { Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { boxesOf, holdAnswers, moved } from './support/boxes.ts'
import { expect, test } from './support/fixtures.ts'
import { expectFocusSeen, tabTo } from './support/focus.ts'
import { expectRead, openCertificate } from './support/main-path.ts'
import type { Stack } from './support/stack.ts'
import { stored } from './support/stored.ts'

// Deleting waits for the certificate's end unless somebody chooses otherwise. What is carried out on that day is shown by
// tests/contract/operations/carry-out.test.ts and tests/contract/worker/process.test.ts.

const DELETE = 'DeleteClientCertificate'
const title = 'Delete this certificate permanently?'

async function openDeleteDialog(page: Page, identifier: string) {
  await openCertificate(page, identifier)
  await page.getByRole('button', { name: 'Delete permanently…', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: title })
  await expectRead(dialog)
  return {
    dialog,
    expired: dialog.getByRole('radio', { name: 'When it has expired', exact: true }),
    now: dialog.getByRole('radio', { name: 'Now', exact: true }),
    gate: dialog.getByLabel('Type the last 6 characters of the serial'),
    keep: dialog.getByRole('button', { name: 'Keep certificate', exact: true }),
    schedule: dialog.getByRole('button', { name: 'Schedule deletion', exact: true }),
  }
}

async function scheduled(page: Page, identifier: string): Promise<void> {
  const { dialog, schedule } = await openDeleteDialog(page, identifier)
  await dialog.getByLabel('Reason').selectOption('no_longer_needed')
  await schedule.click()
  await expect(page.getByRole('region', { name: 'Deletion scheduled' })).toBeVisible()
}

const regionOf = (page: Page) => page.getByRole('region', { name: 'Deletion scheduled' })
const statesOf = (stack: Stack, identifier: string) =>
  stored(stack, 'select state from operations where identifier = ? order by requested_at', identifier)

test('waiting is chosen beforehand: it is scheduled, seen everywhere, and cancelled', async ({
  stack,
  operatorPage: page,
}) => {
  const commonName = 'to-be-deleted-later.example'
  const identifier = await stack.issue({ status: 'REVOKE', commonName })
  const { dialog, expired, gate, keep, schedule } = await openDeleteDialog(page, identifier)
  await expect(keep).toBeFocused()
  await expect(expired).toBeChecked()
  await expect(gate).toHaveCount(0)
  await expect(dialog.getByRole('checkbox')).toHaveCount(0)
  await expect(schedule).toBeDisabled()
  await dialog.getByLabel('Reason').selectOption('no_longer_needed')
  await dialog.getByLabel('Ticket').fill('CHG-7')
  await expect(dialog).toContainText(/Nothing is sent before \d{4}-\d{2}-\d{2}/)
  await schedule.click()

  const region = regionOf(page)
  await expect(region).toContainText(/Scheduled for \d{4}-\d{2}-\d{2}/)
  await expect(page).toHaveURL(/\/operations\//)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(region).toContainText('CHG-7')
  await expectAccessible(page)
  const receipt = page.url()
  const answer = await page.request.get(`/api/operations/${receipt.split('/').at(-1) ?? ''}`)
  expect(await answer.json()).toMatchObject({ state: 'scheduled', kind: 'delete', requestId: null, identifier })

  await page.goto('/operations?state=scheduled')
  await expect(page.getByRole('table', { name: 'Operations', exact: true })).toContainText('Scheduled')
  await expect(
    page.getByRole('table', { name: 'Open operations' }).getByRole('row', { name: commonName }),
  ).toBeVisible()
  await openCertificate(page, identifier)
  await expect(page.getByText(/^Its deletion is scheduled for \d{4}/)).toBeVisible()
  await expect(page.getByRole('button', { name: 'Delete permanently…', exact: true })).toBeEnabled()

  await page.goto(receipt)
  await region.getByRole('button', { name: 'Cancel deletion', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/^Cancelled by operator@example\.test at/)
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await expect(page.getByRole('button', { name: 'Cancel deletion' })).toHaveCount(0)
  await expectAccessible(page)
  expect(statesOf(stack, identifier)).toEqual([{ state: 'cancelled' }])
  expect(await stack.callsOn(DELETE, identifier)).toEqual([])
})

test('Now stays behind its gate, and ends what was scheduled', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue({ status: 'REVOKE' })
  await scheduled(page, identifier)
  const receipt = page.url()
  const { dialog, now, gate } = await openDeleteDialog(page, identifier)
  await expect(dialog).toContainText('It is scheduled already.')
  await now.check()
  const confirm = dialog.getByRole('button', { name: 'Delete permanently', exact: true })
  await dialog.getByLabel('Reason').selectOption('no_longer_needed')
  await expect(confirm).toBeDisabled()
  await gate.fill('000000')
  await expect(dialog).toContainText('Does not match')
  await expect(confirm).toBeDisabled()
  expect(await stack.callsOn(DELETE, identifier)).toEqual([])
  const serial = await page.request.get(`/api/certificates/${identifier}`)
  const { serialNumber } = (await serial.json()) as { serialNumber: string }
  await gate.fill(serialNumber.slice(-6))
  await dialog.getByRole('checkbox').check()
  await confirm.click()
  await expect(page.getByRole('region', { name: 'Deletion receipt' })).toContainText('RequestId')
  expect(await stack.callsOn(DELETE, identifier)).toHaveLength(1)
  await page.goto(receipt)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/There is nothing left to delete/)
  await expect(page.getByRole('main')).toContainText('deleted earlier, by another operation')
})

test('by keyboard alone: scheduled, and cancelled on the certificate’s page', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue({ status: 'REVOKE' })
  const { keyboard } = page
  await openCertificate(page, identifier)
  await tabTo(page, page.getByRole('button', { name: 'Delete permanently…', exact: true }))
  await keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: title })
  await expectRead(dialog)
  const expired = dialog.getByRole('radio', { name: 'When it has expired', exact: true })
  await tabTo(page, expired)
  await keyboard.press('ArrowDown')
  await expect(dialog.getByLabel('Type the last 6 characters of the serial')).toBeVisible()
  await keyboard.press('ArrowUp')
  await expect(expired).toBeChecked()
  await expectFocusSeen(page)
  await tabTo(page, dialog.getByLabel('Reason'))
  await keyboard.type('No')
  await tabTo(page, dialog.getByLabel('Ticket'))
  await keyboard.press('Enter')
  expect(statesOf(stack, identifier)).toEqual([])
  await tabTo(page, dialog.getByRole('button', { name: 'Schedule deletion', exact: true }))
  // Pressed once more on its way: one schedule, and no press that was meant for it cancels.
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused()
  await keyboard.press('Enter')
  expect(statesOf(stack, identifier)).toEqual([{ state: 'scheduled' }])

  await openCertificate(page, identifier)
  await tabTo(page, page.getByRole('button', { name: 'Cancel deletion', exact: true }))
  await keyboard.press('Enter')
  await expect(page.getByText('Its scheduled deletion is cancelled')).toBeFocused()
  await expect(page.getByRole('button', { name: 'Cancel deletion' })).toHaveCount(0)
  expect(statesOf(stack, identifier)).toEqual([{ state: 'cancelled' }])
})

test('an expired certificate has nothing to wait for: no choice and no gate', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue({ status: 'REVOKE', notAfter: Date.now() - 86_400_000 })
  const { dialog, expired, now, gate } = await openDeleteDialog(page, identifier)
  await expect(expired).toHaveCount(0)
  await expect(now).toHaveCount(0)
  await expect(gate).toHaveCount(0)
  await dialog.getByLabel('Reason').selectOption('no_longer_needed')
  await dialog.getByRole('button', { name: 'Delete permanently', exact: true }).click()
  await expect(page.getByRole('region', { name: 'Deletion receipt' })).toContainText('RequestId')
})

test('one who comes too late to cancel is told, and one who may not is told why', async ({ stack, pageOf }) => {
  const identifier = await stack.issue({ status: 'REVOKE' })
  const first = await pageOf('operator')
  await scheduled(first, identifier)
  const viewer = await pageOf('viewer')
  await viewer.goto(first.url())
  const off = viewer.getByRole('button', { name: 'Cancel deletion', exact: true })
  await expect(off).toBeDisabled()
  await expect(off).toHaveAttribute('title', /Your role may not cancel it/)
  await expectAccessible(viewer)

  const late = await pageOf('admin')
  await late.goto(first.url())
  await expect(regionOf(late)).toBeVisible()
  // What the second page follows is held back, so that it still offers what is over.
  const release = await holdAnswers(late, /\/api\/operations\//)
  await first.getByRole('button', { name: 'Cancel deletion', exact: true }).click()
  await expect(first.getByRole('heading', { level: 1 })).toHaveText(/^Cancelled by/)
  await late.getByRole('button', { name: 'Cancel deletion', exact: true }).click()
  await release()
  await expect(late.getByRole('alert').filter({ hasText: 'It could not be cancelled' })).toBeVisible()
  await expect(late.getByRole('heading', { level: 1 })).toHaveText(/^Cancelled by operator@example\.test/)
  await expectAccessible(late)
})

for (const viewport of [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
]) {
  test(`nothing beside it moves when the choice changes or the reading comes, at ${String(viewport.width)} px`, async ({
    stack,
    pageOf,
  }) => {
    const page = await pageOf('operator', { viewport })
    const identifier = await stack.issue({ status: 'REVOKE' })
    await openCertificate(page, identifier)
    const release = await holdAnswers(page, /deletion-preview/)
    await page.getByRole('button', { name: 'Delete permanently…', exact: true }).click()
    const dialog = page.getByRole('dialog', { name: title })
    const expired = dialog.getByRole('radio', { name: 'When it has expired', exact: true })
    const now = dialog.getByRole('radio', { name: 'Now', exact: true })
    await expect(expired).toBeChecked()
    const marks = {
      dialog,
      keep: dialog.getByRole('button', { name: 'Keep certificate', exact: true }),
      confirm: dialog.getByRole('button', { name: /^(Schedule deletion|Delete permanently)$/ }),
      // On phones it stands under what is read.
      ...(viewport.width < 700 ? {} : { now, reason: dialog.getByLabel('Reason') }),
    }
    const before = await boxesOf(page, marks)
    await release()
    await expectRead(dialog)
    const read = await boxesOf(page, marks)
    // The words of the footer may take a second line on phones; the dialog fills the screen there.
    expect(viewport.width < 700 ? moved(before.slice(0, 1), read.slice(0, 1)) : moved(before, read)).toEqual([])
    await dialog.getByLabel('Reason').selectOption('no_longer_needed')
    const filled = await boxesOf(page, marks)
    await now.check()
    await expect(dialog.getByRole('checkbox')).toBeVisible()
    const changed = await boxesOf(page, marks)
    expect(viewport.width < 700 ? moved(filled.slice(0, 1), changed.slice(0, 1)) : moved(filled, changed)).toEqual([])
    await expectAccessible(page)
  })
}
