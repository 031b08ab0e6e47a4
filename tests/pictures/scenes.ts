import type { Locator, Page } from '@playwright/test'
import { findIdentifier, serialNumberOf } from './certificates.ts'
import { change } from '../e2e/support/stored.ts'
import type { Stage } from './stage.ts'

// Every page and every state of the dialogs, in the order in which an operator meets them.

export type Scene = (stage: Stage) => Promise<void>

export const emptyScenes: Record<string, Scene> = {
  'empty-account': async (stage) => {
    const page = await stage.pageOf('operator')
    for (const [name, address] of [
      ['overview', '/'],
      ['list', '/certificates'],
      ['operations', '/operations'],
      ['authorities', '/authorities'],
    ] as const) {
      await arrive(page, address)
      await stage.shoot(page, `empty-account-${name}`)
    }
  },
}

export const scenes: Record<string, Scene> = {
  pages: async (stage) => {
    const stranger = await stage.stranger()
    await stranger.goto('/sign-in')
    await stage.shoot(stranger, 'sign-in')
    const page = await stage.pageOf('admin')
    const addresses: [string, string][] = [
      ['overview', '/'],
      ['list', '/certificates'],
      ['list-by-expiry', '/certificates?sort=not_after'],
      ['list-filtered', '/certificates?type=client&status=expiring'],
      ['list-nothing', '/certificates?q=nothing-like-it&status=revoked'],
      ['list-bad-address', '/certificates?status=bogus'],
      ['operations-empty', '/operations'],
      ['authorities', '/authorities'],
      ['audit', '/audit'],
      ['settings', '/settings'],
      ['not-found', '/nowhere'],
      ['certificate-not-found', '/certificates/unknown'],
      ['request-not-found', '/r/00000000-0000-0000-0000-000000000000'],
    ]
    for (const [name, address] of addresses) {
      await arrive(page, address)
      await stage.shoot(page, name, { whole: ['overview', 'settings', 'authorities'].includes(name) })
    }
    await page.goto('/')
    await page.getByRole('button', { name: stage.words('shell.account.menu') }).click()
    await stage.shoot(page, 'account-menu')
    const viewer = await stage.pageOf('viewer')
    await arrive(viewer, '/audit')
    await stage.shoot(viewer, 'audit-forbidden')
    await arrive(viewer, '/settings')
    await stage.shoot(viewer, 'settings-viewer', { whole: true })
  },

  table: async (stage) => {
    const page = await stage.pageOf('operator')
    const { words } = stage
    const chosen = 'name.alias.organization.unit.key.sans-180.subject.revokeTime.identifier.expires'
    await stage.stack.issueMany({
      count: 1,
      commonName: '\u202Egnp.exe\u202C <b>支付网关</b> =HYPERLINK("x") ' + 'long-'.repeat(5),
    })
    await page.goto('/certificates')
    await page.getByRole('button', { name: words('certificates.readAgain.name') }).click()
    await arrive(page, '/certificates?q=long-&limit=100')
    await stage.shoot(page, 'table-hostile')
    await arrive(page, `/certificates?columns=${chosen}&sort=-revoke_time`)
    await stage.shoot(page, 'table-chosen')
    await page.locator('.table-scroll').evaluate((element) => element.scrollTo({ left: 10_000, top: 400 }))
    await stage.shoot(page, 'table-chosen-scrolled')
    await arrive(page, '/certificates')
    await page.getByRole('button', { name: words('certificates.columns.title'), exact: true }).click()
    const panel = page.getByRole('dialog')
    await panel.getByRole('button', { name: words('certificates.columns.compact') }).click()
    await stage.shoot(page, 'table-columns')
    await page.keyboard.press('Escape')
    const boxes = page.getByRole('checkbox', { name: words('certificates.selection.one'), exact: true })
    await boxes.nth(2).click()
    await boxes.nth(5).click({ modifiers: ['Shift'] })
    // At once: a picture of a page that is still moving shows it where it is not.
    await page.evaluate(() => scrollTo({ top: 600, behavior: 'instant' }))
    await stage.shoot(page, 'table-selected')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await stage.shoot(page, 'table-keys')
  },

  certificates: async (stage) => {
    const page = await stage.pageOf('operator')
    const kinds = {
      valid: 'status=valid',
      expiring: 'status=expiring',
      revoked: 'status=revoked',
      expired: 'status=expired',
    }
    for (const [name, query] of Object.entries(kinds)) {
      await arrive(page, `/certificates/${await findIdentifier(page, query)}`)
      await stage.shoot(page, `certificate-${name}`, { whole: true })
    }
    const hostile = await stage.stack.issue({
      commonName: '\u202Egnp.exe\u202C <b>支付网关</b> =HYPERLINK("x") ' + 'long-'.repeat(5),
    })
    await arrive(page, `/certificates/${hostile}`)
    await stage.shoot(page, 'certificate-hostile', { whole: true })
    await openRevoke(stage, page)
    await stage.shoot(page, 'revoke-hostile')
  },

  'list-menus': async (stage) => {
    const { words } = stage
    const viewer = await stage.pageOf('viewer')
    await arrive(viewer, '/certificates')
    await stage.button(viewer, 'views.label').click()
    await viewer.getByText(words('views.none')).waitFor()
    await stage.shoot(viewer, 'views-none')
    const page = await stage.pageOf('admin')
    const names = ['生产环境 · 支付网关 30 天内到期', 'Revoked', '<b>=HYPERLINK("x")</b> ' + 'long-'.repeat(10) + 'end']
    for (const [index, query] of ['status=expiring', 'status=revoked', 'type=server&sort=-not_after'].entries()) {
      await arrive(page, `/certificates?${query}`)
      await page.getByRole('button', { name: words('views.label'), exact: true }).click()
      await page.getByLabel(words('views.nameOf'), { exact: true }).fill(names[index] ?? '')
      if (index === 1) await page.getByLabel(words('views.share')).check()
      await stage.button(page, 'views.saveView').click()
      await stage.button(page, 'views.saveView').waitFor({ state: 'detached' })
    }
    await page.waitForLoadState('networkidle')
    await stage.shoot(page, 'views')
    await page
      .getByRole('button', { name: words('views.edit') })
      .first()
      .click()
    await stage.shoot(page, 'views-edit')
    await stage.button(page, 'views.delete').click()
    await stage.button(page, 'views.undo').waitFor()
    await stage.shoot(page, 'views-undo')
    await arrive(page, '/certificates?status=revoked')
    await page
      .getByRole('link', { name: words('certificates.column.expires') })
      .first()
      .click()
    await page.getByText(words('views.changed')).waitFor()
    await page.locator('button[popovertarget=certificate-views]').click()
    await stage.button(page, 'views.renew').waitFor()
    await stage.shoot(page, 'views-changed')
    await arrive(page, '/certificates?status=revoked')
    await stage.button(page, 'export.name').click()
    await stage.shoot(page, 'export')
    await arrive(viewer, '/certificates')
    await viewer.locator('button[popovertarget=certificate-views]').click()
    await viewer.getByText(words('views.shared')).waitFor()
    await stage.shoot(viewer, 'views-shared')
  },

  revocation: async (stage) => {
    const { stack, words } = stage
    const page = await stage.pageOf('operator')
    const identifier = await stack.issue({ commonName: 'pay-gateway-07.prod.example' })
    const serial = await serialNumberOf(page, identifier)
    await arrive(page, `/certificates/${identifier}`)
    await stack.fail('DescribeClientCertificate', 'delay', { ms: 4_000 })
    await stage.button(page, 'certificate.danger.revoke.press').click()
    await page.getByRole('dialog').waitFor()
    await stage.shoot(page, 'revoke-reading')
    await stack.clearFaults()
    const dialog = await whenRead(stage, page)
    await stage.shoot(page, 'revoke-untouched')
    await fill(stage, dialog, serial)
    await stage.shoot(page, 'revoke-ready')
    await stack.setEmulator({ deniedActions: ['CreateRevokeClientCertificate'] })
    await stage.button(dialog, 'writes.revoke.confirm').click()
    await dialog.getByRole('alert').waitFor()
    await stage.shoot(page, 'revoke-refused')
    await stack.setEmulator({ deniedActions: [] })
    await stack.fail('CreateRevokeClientCertificate', 'delay', { ms: 4_500 })
    await stage.button(dialog, 'writes.revoke.confirm').click()
    await stage.shoot(page, 'revoke-running')
    await page.waitForURL(/\/operations\//, { timeout: 30_000 })
    await stack.clearFaults()
    await page.getByText(words('receipt.step.title.status'), { exact: true }).waitFor({ timeout: 30_000 })
    await page.getByText(words('receipt.step.title.published')).waitFor({ timeout: 60_000 })
    await stage.shoot(page, 'receipt', { whole: true })
    const receipt = page.url()

    await page.getByRole('button', { name: words('receipt.deletion.press') }).click()
    const deletion = page.getByRole('dialog')
    await stage.button(deletion, 'writes.delete.keep').waitFor()
    await deletion.getByRole('combobox').waitFor()
    await stage.shoot(page, 'delete-untouched')
    await deletion.getByRole('combobox').selectOption('no_longer_needed')
    await stage.shoot(page, 'delete-schedule-ready')
    await stage.button(deletion, 'writes.schedule.confirm').click()
    await page.waitForURL((url) => url.href !== receipt && url.pathname.startsWith('/operations/'))
    await stage.button(page, 'receipt.cancel.press').waitFor()
    await stage.shoot(page, 'deletion-scheduled', { whole: true })
    const scheduled = page.url()
    await arrive(page, `/certificates/${identifier}`)
    await stage.shoot(page, 'certificate-deletion-scheduled', { whole: true })
    await arrive(page, '/operations')
    await stage.shoot(page, 'operations-scheduled')
    await arrive(page, scheduled)
    await stage.button(page, 'receipt.cancel.press').click()
    await stage.button(page, 'receipt.cancel.press').waitFor({ state: 'detached' })
    await stage.shoot(page, 'deletion-cancelled', { whole: true })

    await arrive(page, receipt)
    await page.getByRole('button', { name: words('receipt.deletion.press') }).click()
    await stage.button(deletion, 'writes.delete.keep').waitFor()
    await deletion.getByRole('radio', { name: words('writes.when.now.label'), exact: true }).check()
    await stage.shoot(page, 'delete-now')
    await deletion.getByRole('combobox').selectOption('no_longer_needed')
    await deletion.getByLabel(words('writes.gate.label')).fill(serial.slice(-6))
    await deletion.getByRole('checkbox').check()
    await stage.shoot(page, 'delete-ready')
    await stage.button(deletion, 'writes.delete.confirm').click()
    await page.waitForURL((url) => url.href !== receipt && url.pathname.startsWith('/operations/'))
    await page.getByRole('heading', { level: 1 }).waitFor()
    await stage.shoot(page, 'deletion-receipt', { whole: true })
    await arrive(page, `/certificates/${identifier}`)
    await stage.shoot(page, 'certificate-deleted', { whole: true })
  },

  outcomes: async (stage) => {
    const { stack } = stage
    const page = await stage.pageOf('operator')
    const lost = await stack.issue({ commonName: 'lost-answer.prod.example' })
    const serial = await serialNumberOf(page, lost)
    await arrive(page, `/certificates/${lost}`)
    await stage.button(page, 'certificate.danger.revoke.press').click()
    await fill(stage, await whenRead(stage, page), serial)
    await stack.fail('CreateRevokeClientCertificate', 'reset_after')
    await stage.button(page.getByRole('dialog'), 'writes.revoke.confirm').click()
    await page.waitForURL(/\/operations\//, { timeout: 30_000 })
    await page.getByRole('heading', { level: 1 }).waitFor()
    await stage.shoot(page, 'receipt-unknown', { whole: true })
    await stack.clearFaults()
    const receipt = page.url()
    for (const [name, address] of [
      ['certificate-unknown', `/certificates/${lost}`],
      ['overview-unknown', '/'],
      ['operations', '/operations'],
    ] as const) {
      await arrive(page, address)
      await stage.shoot(page, name, { whole: name !== 'operations' })
    }
    await page.goto(receipt)
    await page.getByRole('button', { name: stage.words('receipt.deletion.press') }).waitFor({ timeout: 60_000 })
    await stage.shoot(page, 'receipt-read-back', { whole: true })
    await arrive(page, '/audit')
    await page.getByRole('table').getByRole('link').first().click()
    await page.waitForURL(/\/audit\?/)
    await stage.shoot(page, 'audit-record')
  },

  evidence: async (stage) => {
    const { stack, words } = stage
    const page = await stage.pageOf('operator')
    const identifier = await stack.issue({ commonName: 'ledger-03.prod.example' })
    const serial = await serialNumberOf(page, identifier)
    await revoke(stage, page, identifier)
    await page.getByText(words('receipt.step.title.published')).waitFor({ timeout: 60_000 })
    await page.getByText(words('receipt.step.title.status'), { exact: true }).waitFor({ timeout: 30_000 })
    await stage.shoot(page, 'receipt-published', { whole: true })
    const receipt = page.url()
    await arrive(page, `/certificates/${identifier}`)
    await stage.shoot(page, 'certificate-published', { whole: true })
    const answer = await page.request.get(`/api/certificates/${identifier}`)
    const { caIdentifier } = (await answer.json()) as { caIdentifier: string }
    await arrive(page, `/authorities/${caIdentifier}`)
    await stage.shoot(page, 'authority', { whole: true })
    await page.goto(receipt)
    await stage.button(page, 'receipt.deletion.press').click()
    const deletion = page.getByRole('dialog')
    await deletion.getByRole('radio', { name: words('writes.when.now.label'), exact: true }).check()
    await deletion.getByRole('combobox').selectOption('no_longer_needed')
    await deletion.getByLabel(words('writes.gate.label')).fill(serial.slice(-6))
    await deletion.getByRole('checkbox').check()
    await stage.button(deletion, 'writes.delete.confirm').click()
    await page.waitForURL((url) => url.href !== receipt && url.pathname.startsWith('/operations/'))
    await page.getByText(words('receipt.step.title.vanished')).waitFor({ timeout: 60_000 })
    await stage.shoot(page, 'deletion-receipt-vanished', { whole: true })
    for (const [name, address] of [
      ['overview-alarm', '/'],
      ['operations-alarm', '/operations'],
    ] as const) {
      await arrive(page, address)
      await stage.shoot(page, name, { whole: true })
    }
    await stage.button(page, 'alarms.press').first().click()
    await page.getByRole('dialog').waitFor()
    await stage.shoot(page, 'alarm-acknowledge')
  },

  /** What a receipt says of the CRL while it waits for it, in vain, and where there is none. */
  unpublished: async (stage) => {
    const { stack, words } = stage
    const page = await stage.pageOf('operator')
    await stack.setEmulator({ crlDelayMs: 86_400_000 })
    const identifier = await stack.issue({ commonName: 'queue-12.prod.example' })
    await revoke(stage, page, identifier)
    await page.getByText(words('receipt.step.title.publication_awaited')).waitFor({ timeout: 60_000 })
    await stage.shoot(page, 'receipt-awaited', { whole: true })
    const due = `expected_by = ${String(Date.now() - 10_800_000)}, next_check_at = 1`
    change(stack, `update publications set ${due} where identifier = ?`, identifier)
    await page.getByText(words('receipt.step.title.publication_overdue')).waitFor({ timeout: 60_000 })
    await stage.shoot(page, 'receipt-overdue', { whole: true })
    await arrive(page, '/')
    await stage.shoot(page, 'overview-overdue', { whole: true })
    await stack.setEmulator({ crlDelayMs: 0 })
    await arrive(page, '/authorities')
    const legacy = page.getByRole('row').filter({ hasText: 'Legacy' }).getByRole('link').last()
    const ca = new URLSearchParams((await legacy.getAttribute('href'))?.split('?')[1]).get('ca')
    await revoke(stage, page, await stack.issue({ ca, commonName: 'batch-02.prod.example' }))
    await page.getByText(words('receipt.step.title.status'), { exact: true }).waitFor({ timeout: 30_000 })
    await stage.shoot(page, 'receipt-no-crl', { whole: true })
    await arrive(page, `/authorities/${ca ?? ''}`)
    await stage.shoot(page, 'authority-no-crl', { whole: true })
  },

  audit: async (stage) => {
    const page = await stage.pageOf('admin')
    const today = new Date().toISOString().slice(0, 10)
    await arrive(page, `/audit?from=${today}`)
    await stage.shoot(page, 'audit-half-a-time')
    await arrive(page, `/audit?from=${today}&to=${today}`)
    await stage.button(page, 'audit.verify.press').click()
    await page.getByText(stage.words('audit.verify.held')).waitFor()
    await stage.shoot(page, 'audit-time')
    const refused = JSON.stringify({ sequence: 3, problem: 'record', at: Date.now() })
    change(stage.stack, `insert into facts (name, value, at) values ('checkpoint_refused', ?, 1)`, refused)
    await arrive(page, '/audit')
    await stage.shoot(page, 'audit-signing-stopped')
    await arrive(page, '/settings')
    await stage.shoot(page, 'settings-signing-stopped', { whole: true })
    change(stage.stack, `delete from facts where name = 'checkpoint_refused'`)
    const operator = await stage.pageOf('operator')
    await arrive(operator, '/audit')
    await stage.shoot(operator, 'audit-operator')
  },

  silence: async (stage) => {
    const page = await stage.pageOf('operator')
    const identifier = await findIdentifier(page, 'status=valid')
    stage.stack.silenceVendor()
    try {
      await arrive(page, `/certificates/${identifier}`)
      await stage.shoot(page, 'certificate-vendor-silent')
      await arrive(page, '/certificates')
      await stage.shoot(page, 'list-vendor-silent')
      await arrive(page, '/')
      await stage.shoot(page, 'overview-vendor-silent')
    } finally {
      stage.stack.wakeVendor()
    }
  },
}

async function arrive(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.waitForLoadState('networkidle')
}

async function revoke(stage: Stage, page: Page, identifier: string): Promise<void> {
  const serial = await serialNumberOf(page, identifier)
  await arrive(page, `/certificates/${identifier}`)
  await fill(stage, await openRevoke(stage, page), serial)
  await stage.button(page.getByRole('dialog'), 'writes.revoke.confirm').click()
  await page.waitForURL(/\/operations\//, { timeout: 30_000 })
}

async function openRevoke(stage: Stage, page: Page): Promise<Locator> {
  await stage.button(page, 'certificate.danger.revoke.press').click()
  return whenRead(stage, page)
}

async function whenRead(stage: Stage, page: Page): Promise<Locator> {
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('list', { name: stage.words('writes.finding.label') }).waitFor({ timeout: 30_000 })
  return dialog
}

async function fill(stage: Stage, dialog: Locator, serial: string): Promise<void> {
  await dialog.getByRole('combobox').selectOption('keyCompromise')
  await dialog.getByLabel(stage.words('writes.ticket')).fill('INC-20471')
  const gate = dialog.getByLabel(stage.words('writes.gate.label'))
  if (await gate.isVisible()) await gate.fill(serial.slice(-6))
}
