import { randomUUID } from 'node:crypto'
import type { Locator, Page } from '@playwright/test'
import { wordsIn } from '#tests/pictures/words.ts'
import { expect, test } from './support/fixtures.ts'
import { desk, enlarged, troubleOf } from './support/looks.ts'

// Every page and every state of the dialogs, English and Chinese, large and small, light and dark: no violation of WCAG
// 2.2 AA, nothing scrolls sideways at 320 px or 400 %, nothing on the console. One walk a language; it tells all that
// it has met.

test.describe.configure({ mode: 'parallel' })
// Browsers log a failed request themselves, and the unknown pages are such.
test.use({ expectedErrors: [/Failed to load resource/] })

// Every two of language, size and theme meet in one of the two walks: no colour depends on a language, no width on a
// theme, and all eight together took a tenth of the whole run.
const languages = [
  {
    locale: 'en-GB',
    language: 'en',
    views: [
      { size: desk, colorScheme: 'light' },
      { size: enlarged, colorScheme: 'dark' },
    ],
  },
  {
    locale: 'zh-CN',
    language: 'zh-CN',
    views: [
      { size: desk, colorScheme: 'dark' },
      { size: enlarged, colorScheme: 'light' },
    ],
  },
] as const

const addresses = [
  '/',
  '/certificates',
  '/certificates?q=nothing-like-it&status=revoked',
  '/operations',
  '/authorities',
  '/audit',
  '/settings',
  '/nowhere',
  '/certificates/unknown',
  '/r/UNKNOWN-REQUEST',
]

for (const { locale, language, views } of languages) {
  const words = wordsIn(language)
  const named = (within: Page | Locator, place: string) =>
    within.getByRole('button', { name: words(place), exact: true })

  test(`every state in ${locale}`, async ({ stack, contextOf, pageOf }) => {
    test.setTimeout(600_000)
    const trouble: string[] = []
    const inspect = async (page: Page, state: string) => trouble.push(...(await troubleOf(page, state, views)))
    const stranger = await (await contextOf({ locale })).newPage()
    await arrive(stranger, '/sign-in')
    await inspect(stranger, '/sign-in')

    const page = await pageOf('admin', { locale })
    for (const address of addresses) {
      await arrive(page, address)
      await inspect(page, address)
    }
    const hostile = await stack.issue({ commonName: '\u202Egnp.exe\u202C <b>支付网关</b> ' + 'long-'.repeat(6) })
    await arrive(page, `/certificates/${hostile}`)
    await inspect(page, 'a hostile name')

    const identifier = await stack.issue({ commonName: `look-${randomUUID()}.example` })
    const { serialNumber: serial, caIdentifier } = await certificateOf(page, identifier)
    await arrive(page, `/certificates/${identifier}`)
    await inspect(page, 'a valid certificate')
    await stack.fail('DescribeClientCertificate', 'delay', { ms: 9_000, times: 1 })
    await named(page, 'certificate.danger.revoke.press').click()
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByRole('combobox')).toBeVisible()
    await inspect(page, 'revoke: reading')
    const findings = dialog.getByRole('list', { name: words('writes.finding.label') })
    await expect(findings).toBeVisible()
    await inspect(page, 'revoke: untouched')
    await dialog.getByRole('combobox').selectOption('keyCompromise')
    await dialog.getByLabel(words('writes.gate.label')).fill(serial.slice(-6))
    await expect(named(dialog, 'writes.revoke.confirm')).toBeEnabled()
    await inspect(page, 'revoke: ready')
    await stack.setEmulator({ deniedActions: ['CreateRevokeClientCertificate'] })
    await named(dialog, 'writes.revoke.confirm').click()
    await expect(dialog.getByRole('alert')).toBeVisible()
    // The certificate is read anew, and the button is off until that is there.
    await expect(named(dialog, 'writes.revoke.confirm')).toBeEnabled()
    await inspect(page, 'revoke: refused')
    await stack.setEmulator({ deniedActions: [] })
    await stack.fail('CreateRevokeClientCertificate', 'delay', { ms: 7_000, times: 1 })
    await named(dialog, 'writes.revoke.confirm').click()
    await expect(dialog.getByRole('alert')).toHaveCount(0)
    // While it runs nothing closes it.
    await page.keyboard.press('Escape')
    await expect(dialog).toBeVisible()
    await inspect(page, 'revoke: running')
    await page.waitForURL(/\/operations\//, { timeout: 30_000 })
    await expect(named(page, 'receipt.deletion.press')).toBeVisible()
    await expect(page.getByText(words('receipt.step.title.published'))).toBeVisible({ timeout: 60_000 })
    await inspect(page, 'revocation receipt')
    const receipt = page.url()
    const [call] = await stack.callsOn('CreateRevokeClientCertificate', identifier).then((calls) => calls.slice(-1))
    await arrive(page, `/certificates/${identifier}`)
    await inspect(page, 'a revoked certificate')
    await arrive(page, `/authorities/${caIdentifier}`)
    await inspect(page, '/authorities/<Identifier>')
    await arrive(page, `/r/${call?.requestId ?? 'no call'}`)
    await inspect(page, '/r/<RequestId>')

    await named(page, 'receipt.deletion.press').click()
    await expect(findings).toBeVisible()
    await inspect(page, 'delete: untouched')
    await dialog.getByRole('combobox').selectOption('no_longer_needed')
    await expect(named(dialog, 'writes.schedule.confirm')).toBeEnabled()
    await inspect(page, 'delete: ready to be scheduled')
    await named(dialog, 'writes.schedule.confirm').click()
    await page.waitForURL((url) => url.pathname.startsWith('/operations/') && url.href !== receipt)
    await expect(named(page, 'receipt.cancel.press')).toBeVisible()
    await inspect(page, 'a scheduled deletion')
    const scheduled = page.url()
    for (const address of [`/certificates/${identifier}`, '/operations?state=scheduled']) {
      await arrive(page, address)
      await inspect(page, `${address.split('?')[0] ?? ''} with a scheduled deletion`)
    }
    await arrive(page, scheduled)
    await named(page, 'receipt.cancel.press').click()
    await expect(named(page, 'receipt.cancel.press')).toHaveCount(0)
    await inspect(page, 'a cancelled deletion')
    await arrive(page, receipt)
    await named(page, 'receipt.deletion.press').click()
    await expect(findings).toBeVisible()
    await dialog.getByRole('radio', { name: words('writes.when.now.label'), exact: true }).check()
    await inspect(page, 'delete: now')
    await dialog.getByRole('combobox').selectOption('no_longer_needed')
    await dialog.getByLabel(words('writes.gate.label')).fill(serial.slice(-6))
    await dialog.getByRole('checkbox').check()
    await expect(named(dialog, 'writes.delete.confirm')).toBeEnabled()
    await inspect(page, 'delete: ready')
    await named(dialog, 'writes.delete.confirm').click()
    await page.waitForURL((url) => url.pathname.startsWith('/operations/') && url.href !== receipt)
    // With its deletion it leaves the emulator's CRL, and that is an alarm.
    await expect(page.getByText(words('receipt.step.title.vanished'))).toBeVisible({ timeout: 60_000 })
    await inspect(page, 'deletion receipt')
    await arrive(page, `/certificates/${identifier}`)
    await inspect(page, 'a tombstone')
    for (const address of ['/', '/operations']) {
      await arrive(page, address)
      await expect(page.getByRole('list', { name: words('alarms.label') })).toBeVisible()
      await inspect(page, `${address} with an alarm`)
    }
    await named(page, 'alarms.press').first().click()
    await expect(named(dialog, 'alarms.acknowledge.press')).toBeVisible()
    await inspect(page, 'acknowledge')
    expect(trouble).toEqual([])
  })
}

async function certificateOf(page: Page, identifier: string) {
  const answer = await page.request.get(`/api/certificates/${identifier}`)
  return (await answer.json()) as { serialNumber: string; caIdentifier: string }
}

async function arrive(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0)
}
