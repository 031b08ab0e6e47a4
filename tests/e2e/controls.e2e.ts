import type { Page } from '@playwright/test'
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
import { age, loseFromList, spoilNextAnswer } from './support/tampering.ts'
import { stored } from './support/stored.ts'

// Controls that stand beside the main path, each pressed in a browser.

test.use({ expectedErrors: [/status of 409 .* \/certificates\//] })

test('Copy RequestId puts exactly the RequestId on the clipboard', async ({ stack, pageOf }) => {
  const page = await pageOf('operator', { permissions: ['clipboard-read', 'clipboard-write'] })
  const requestId = await revoke(page, await stack.issue())
  await page.getByRole('button', { name: 'Copy RequestId', exact: true }).first().click()
  await expect(page.getByText('Copy RequestId: copied')).toBeAttached()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(requestId)
})

test('a refusal links to the vendor’s own diagnosis of it', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  await stack.setEmulator({ deniedActions: ['CreateRevokeClientCertificate'] })
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  const link = dialog.getByRole('link', { name: 'Vendor’s diagnosis' })
  await expect(link).toBeVisible()
  await stack.setEmulator({ deniedActions: [] })
  const [call] = await stack.callsOn('CreateRevokeClientCertificate', identifier)
  const href = new URL((await link.getAttribute('href')) ?? '')
  expect(href.origin + href.pathname).toBe('https://api.aliyun.com/troubleshoot')
  expect(href.searchParams.get('requestId')).toBe(call?.requestId)
  expect(href.searchParams.get('q')).toBe(call?.code)
  await expect(link).toHaveAttribute('rel', 'noopener noreferrer')
  await dialog.getByRole('link', { name: 'Open the operation' }).click()
  await page.waitForURL(/\/operations\//)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('refused')
  await expectAccessible(page)
})

test('Settle by hand: a person says what reading back could not', async ({ stack, operatorPage: page }) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  await stack.fail('CreateRevokeClientCertificate', 'reset_after', { times: 1 })
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Outcome unknown')
  await stack.fail('DescribeClientCertificate', 'error500')
  await expectAccessible(page)
  age(stack, identifier, 6 * 60_000)
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Nobody knows yet', { timeout: 60_000 })
  await stack.clearFaults()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Settle by hand' }).click()
  const question = page.getByRole('dialog', { name: 'Settle this operation by hand?' })
  await expect(question.getByRole('radio', { checked: true })).toHaveCount(0)
  await question.getByRole('radio', { name: /It was done/ }).check()
  await expect(question.getByRole('button', { name: 'Settle by hand' })).toHaveAttribute('aria-disabled', 'true')
  await question.getByLabel('Comment').fill('Seen in ActionTrail.')
  await expectAccessible(page)
  await question.getByRole('button', { name: 'Settle by hand' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('it was revoked')
  const [row] = stored(
    stack,
    'select state, settled_by, settled_comment from operations where identifier = ?',
    identifier,
  )
  expect(row).toEqual({ state: 'succeeded', settled_by: 'human', settled_comment: 'Seen in ActionTrail.' })
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toHaveLength(1)
})

test('Keep and Bury: an administrator decides about what has gone from the list', async ({ stack, pageOf }) => {
  const page = await pageOf('admin')
  const operator = await pageOf('operator')
  await page.goto('/certificates')
  await readAgain(page)
  loseFromList(stack, 21, 'kept')
  await readAgain(page)
  const question = page.getByText(/^\d+ certificates are no longer in the list$/)
  await arriveUntilAsked(page, '/')
  await expect(question).toBeVisible()
  await expectAccessible(page)
  await operator.goto('/operations')
  for (const name of ['Keep', /^Bury \d+$/])
    await expect(operator.getByRole('button', { name, exact: true })).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect(question).toHaveCount(0)
  expect(
    stored(stack, "select count(*) as kept from certificates where deleted_at is null and identifier like 'kept-%'"),
  ).toEqual([{ kept: 21 }])

  loseFromList(stack, 22, 'buried')
  await page.goto('/certificates')
  await readAgain(page)
  await arriveUntilAsked(page, '/operations')
  await expectAccessible(page)
  await page.getByRole('button', { name: /^Bury \d+$/ }).click()
  await expect
    .poll(
      () =>
        stored(
          stack,
          "select count(*) as left from certificates where deleted_at is null and identifier like 'buried-%'",
        ),
      {
        timeout: 60_000,
      },
    )
    .toEqual([{ left: 0 }])
  await page.goto('/certificates/buried-0')
  await expect(page.getByText('Deleted', { exact: true }).first()).toBeVisible()
})

test('an answer that could not be stored is large on the screen, to be copied', async ({ stack, pageOf }) => {
  const page = await pageOf('operator', { permissions: ['clipboard-read', 'clipboard-write'] })
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  const mend = spoilNextAnswer(stack, identifier)
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  mend()
  const [call] = await stack.callsOn('CreateRevokeClientCertificate', identifier)
  expect(requestIdIn((await dialog.getByRole('alert').textContent()) ?? '')).toBe(call?.requestId)
  await page.keyboard.press('Escape')
  await expect(dialog).toBeVisible()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Copy RequestId' }).click()
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(call?.requestId)
})

test('a console that was updated meanwhile says so, sends nothing and keeps what was typed', async ({
  stack,
  operatorPage: page,
}) => {
  const identifier = await stack.issue()
  await openCertificate(page, identifier)
  const dialog = await openRevokeDialog(page)
  await fillRevokeDialog(page, await serialOf(page, identifier))
  // The action of another build: the real server answers, in its own words, that it knows none such.
  await page.route('**/certificates/**', async (route) => {
    const headers = route.request().headers()
    if (headers['next-action'] === undefined) return route.fallback()
    return route.continue({ headers: { ...headers, 'next-action': `40${'0'.repeat(40)}` } })
  })
  await dialog.getByRole('button', { name: 'Revoke certificate' }).click()
  await expect(dialog.getByRole('alert')).toContainText('The console was updated while the dialog was open')
  await expect(dialog.getByLabel('Ticket')).toHaveValue('INC-20471')
  await expect(dialog.getByRole('button', { name: 'Revoke certificate' })).toHaveAttribute('aria-disabled', 'true')
  await expectAccessible(page)
  expect(await stack.callsOn('CreateRevokeClientCertificate', identifier)).toEqual([])
})

async function readAgain(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Read again' })
  await button.click()
  await expect(page.getByRole('button', { name: 'Reading' })).toHaveCount(0)
}

/** The pass that asks may still be under way. */
async function arriveUntilAsked(page: Page, address: string): Promise<void> {
  await expect(async () => {
    await page.goto(address)
    await expect(page.getByRole('button', { name: /^Bury \d+$/ })).toBeVisible({ timeout: 1_000 })
  }).toPass({ timeout: 60_000 })
}
