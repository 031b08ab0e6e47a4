import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { expectAccessible } from './support/axe.ts'

// The list under a name: saved, opened elsewhere, shared, changed, deleted, and had back.

const panelOf = (page: Page) => page.getByRole('group', { name: 'Views' })

async function openPanel(page: Page, button: RegExp | string = /^(Views|View:)/) {
  await page.getByRole('button', { name: button }).click()
  await expect(panelOf(page).getByRole('link', { name: 'All certificates' })).toBeVisible()
  return panelOf(page)
}

async function save(page: Page, name: string, { isShared = false } = {}) {
  const panel = await openPanel(page)
  await panel.getByLabel('Name', { exact: true }).fill(name)
  if (isShared) await panel.getByLabel('Shared with everybody').check()
  await panel.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('button', { name: `View: ${name}`, exact: true })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(panel).toBeHidden()
}

test('a view is the same list in another browser of its owner, with a live count', async ({ pageOf }) => {
  const page = await pageOf('operator')
  const address = '/certificates?status=revoked&type=client&sort=-not_after'
  await page.goto(`${address}&cursor=`)
  await save(page, 'Revoked clients')
  const other = await pageOf('operator')
  await other.goto('/certificates')
  const panel = await openPanel(other, 'Views')
  const link = panel.getByRole('link', { name: /^Revoked clients/ })
  const { total } = (await (await other.request.get('/api/certificates?status=revoked&type=client')).json()) as {
    total: number
  }
  await expect(link).toContainText(String(total))
  await expectAccessible(other)
  await link.click()
  await expect(other).toHaveURL(address)
  await expect(panel).toBeHidden()
  await expect(other.getByRole('button', { name: 'View: Revoked clients', exact: true })).toBeVisible()
  // Another condition: it is still that view, changed, and can be renewed.
  await other.goto(address)
  await other.getByRole('checkbox', { name: /^Client/ }).uncheck()
  await expect(other.getByRole('button', { name: /Revoked clients.*changed/ })).toBeVisible()
  await openPanel(other)
  await panel.getByRole('button', { name: 'Replace the view with this list' }).click()
  await expect(panel.getByRole('button', { name: 'Undo' })).toBeFocused()
  await expect(panel.getByRole('status')).toHaveText('Revoked clients is this list now.')
  await panel.getByRole('button', { name: 'Undo' }).click()
  await expect(other.getByRole('button', { name: /Revoked clients.*changed/ })).toBeVisible()
  await expect(link).toBeFocused()
  await panel.getByRole('button', { name: 'Replace the view with this list' }).click()
  await expect(other.getByRole('button', { name: 'View: Revoked clients', exact: true })).toBeVisible()
  await page.reload()
  await openPanel(page)
  await panelOf(page)
    .getByRole('link', { name: /^Revoked clients/ })
    .click()
  await expect(page).toHaveURL('/certificates?status=revoked&sort=-not_after')
})

test('a shared view is opened by others, who cannot change it; an administrator may remove it', async ({ pageOf }) => {
  const owner = await pageOf('operator')
  await owner.goto('/certificates?status=expiring')
  await save(owner, 'Ends soon', { isShared: true })
  const viewer = await pageOf('viewer')
  await viewer.goto('/certificates')
  const seen = await openPanel(viewer, 'Views')
  await expect(seen.getByRole('heading', { name: 'Shared by others' })).toBeVisible()
  await expect(seen.getByRole('button', { name: 'Edit the view Ends soon' })).toHaveCount(0)
  await seen.getByRole('link', { name: /^Ends soon/ }).click()
  await expect(viewer).toHaveURL('/certificates?status=expiring')
  // A viewer keeps views, but for themself.
  await viewer.goto('/certificates?status=expired')
  await openPanel(viewer)
  await expect(seen.getByLabel('Shared with everybody')).toBeDisabled()
  const admin = await pageOf('admin')
  await admin.goto('/certificates')
  const panel = await openPanel(admin, 'Views')
  await panel.getByRole('button', { name: 'Edit the view Ends soon' }).click()
  await panel.getByRole('button', { name: 'Remove for everybody' }).click()
  await expect(panel.getByRole('link', { name: /^Ends soon/ })).toHaveCount(0)
  await owner.reload()
  await expect(owner.getByRole('button', { name: 'Views', exact: true })).toBeVisible()
})

test('a view is renamed and deleted, and deleting is taken back', async ({ pageOf }) => {
  const page = await pageOf('auditor', { viewport: { width: 390, height: 844 } })
  await page.goto('/certificates?status=unknown')
  const long = `${'支付网关 '.repeat(8)}<b>=1+1</b>`
  await save(page, long.trim())
  const panel = await openPanel(page)
  await panel.getByRole('button', { name: /^Edit the view/ }).click()
  const form = panel.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Delete', exact: true }) })
  const name = form.getByLabel('Name', { exact: true })
  for (const [unfit, why] of [
    ['x'.repeat(81), '81'],
    ['Short\u202e', 'cannot be seen'],
  ] as const) {
    await name.fill(unfit)
    await name.press('Enter')
    await expect(form.getByText(why)).toBeVisible()
    await expect(name).toHaveValue(unfit)
    await expect(name).toHaveAttribute('aria-invalid', 'true')
  }
  await name.fill('Short')
  await name.press('Enter')
  await expect(panel.getByRole('link', { name: /^Short/ })).toBeVisible()
  await panel.getByRole('button', { name: 'Edit the view Short' }).click()
  await form.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(panel.getByRole('link', { name: /^Short/ })).toHaveCount(0)
  await panel.getByRole('button', { name: 'Undo' }).click()
  await expect(panel.getByRole('link', { name: /^Short/ })).toBeVisible()
  await expect(page.getByRole('button', { name: 'View: Short', exact: true })).toBeVisible()
})

test('who goes back from a view has left it: nothing offers to replace it', async ({ pageOf }) => {
  const page = await pageOf('operator')
  await page.goto('/certificates?status=pending')
  await save(page, 'Pending')
  await page.goto('/certificates?status=expired')
  const panel = await openPanel(page, 'Views')
  await panel.getByRole('link', { name: /^Pending/ }).click()
  await expect(page.getByRole('button', { name: 'View: Pending', exact: true })).toBeVisible()
  await page.goBack()
  await expect(page).toHaveURL('/certificates?status=expired')
  await expect(page.getByRole('button', { name: 'Views', exact: true })).toBeVisible()
  await openPanel(page, 'Views')
  await expect(panel.getByRole('button', { name: 'Save view' })).toBeVisible()
  await expect(panel.getByRole('button', { name: 'Replace the view with this list' })).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.goForward()
  await expect(page.getByRole('button', { name: 'View: Pending', exact: true })).toBeVisible()
})

test('the panel leaves the focus nowhere, and no part of itself below the screen', async ({ pageOf }) => {
  const page = await pageOf('operator', { viewport: { width: 1280, height: 500 } })
  await page.goto('/certificates?status=deleted')
  const panel = await openPanel(page, 'Views')
  await panel.getByLabel('Name', { exact: true }).fill('Gone')
  await panel.getByRole('button', { name: 'Save view' }).scrollIntoViewIfNeeded()
  await expect(panel.getByRole('button', { name: 'Save view' })).toBeInViewport({ ratio: 1 })
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('link', { name: /^Gone/ })).toBeFocused()
  await expect(panel.getByRole('status')).toHaveText('Gone was saved.')
  const edit = panel.getByRole('button', { name: 'Edit the view Gone' })
  await edit.click()
  await panel.getByRole('button', { name: 'Cancel' }).click()
  await expect(edit).toBeFocused()
  await edit.click()
  await panel.getByRole('button', { name: 'Delete', exact: true }).click()
  await expect(panel.getByRole('button', { name: 'Undo' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(panel.getByRole('link', { name: /^Gone/ })).toBeFocused()
})
