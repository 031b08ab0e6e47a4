import { createHash, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Page } from '@playwright/test'
import { expectAccessible } from './support/axe.ts'
import { expect, test } from './support/fixtures.ts'
import { fillDeleteDialog, openCertificate, revoke, serialOf } from './support/main-path.ts'

// What the page of a certificate adds to it, and what is taken away from it.

const section = (page: Page) => page.getByRole('region', { name: 'Owner, tags and note' })

async function edit(page: Page, text: { owner?: string; tags?: string; note?: string }): Promise<void> {
  if (await section(page).getByRole('form').isHidden())
    await section(page).getByRole('button', { name: 'Edit owner, tags and note' }).click()
  const form = section(page).getByRole('form')
  if (text.owner !== undefined) await form.getByRole('textbox', { name: 'Owner' }).fill(text.owner)
  if (text.tags !== undefined) await form.getByRole('textbox', { name: 'Tags' }).fill(text.tags)
  if (text.note !== undefined) await form.getByRole('textbox', { name: 'Note' }).fill(text.note)
}

test('what is written on a certificate is found by it, and survives its deletion', async ({
  stack,
  operatorPage: page,
}) => {
  const identifier = await stack.issue({ commonName: 'written-on.example' })
  await page.goto('/certificates?q=written-on')
  await page.getByRole('button', { name: 'Read again' }).click()
  await expect(page.getByRole('link', { name: 'written-on.example' })).toBeVisible({ timeout: 30_000 })
  await openCertificate(page, identifier)
  await edit(page, {
    owner: 'Payments 支付',
    tags: 'prod, <b>核心</b>',
    note: 'Tell the gateway team first.\nThen revoke.',
  })
  await section(page).getByRole('button', { name: 'Save', exact: true }).click()
  await expect(section(page)).toContainText('Written by operator@example.test')
  await expect(section(page).getByRole('listitem')).toHaveText(['prod', '<b>核心</b>'])
  await expectAccessible(page)
  for (const q of ['owner:payments', 'tag:"<B>核心</B>"', 'note:gateway']) {
    await page.goto(`/certificates?q=${encodeURIComponent(q)}`)
    await expect(page.getByRole('link', { name: 'written-on.example' }), q).toBeVisible()
  }
  await revoke(page, identifier)
  await page.getByRole('button', { name: 'Delete permanently…' }).click()
  await fillDeleteDialog(page, await serialOf(page, identifier))
  await page.getByRole('dialog').getByRole('button', { name: 'Delete permanently' }).click()
  await expect(page.getByRole('region', { name: 'Deletion receipt' })).toContainText('RequestId')
  await openCertificate(page, identifier)
  await expect(section(page)).toContainText('Payments 支付')
  await expect(section(page)).toContainText('Then revoke.')
})

test.describe('two tabs', () => {
  test.use({ expectedErrors: [/409/] })

  test('that write on one certificate lose nothing of either', async ({ stack, pageOf }) => {
    const identifier = await stack.issue({ commonName: 'two-tabs.example' })
    const [one, other] = [await pageOf('operator'), await pageOf('admin')]
    await one.goto('/certificates?q=two-tabs')
    await one.getByRole('button', { name: 'Read again' }).click()
    await expect(one.getByRole('link', { name: 'two-tabs.example' })).toBeVisible({ timeout: 30_000 })
    for (const page of [one, other]) await openCertificate(page, identifier)
    await edit(one, { note: 'of one' })
    await edit(other, { note: 'of the other' })
    await section(one).getByRole('button', { name: 'Save', exact: true }).click()
    await expect(section(one)).toContainText('Written by operator@example.test')
    await section(other).getByRole('button', { name: 'Save', exact: true }).click()
    await expect(section(other).getByRole('alert')).toContainText('of one')
    await expect(section(other).getByRole('textbox', { name: 'Note' })).toHaveValue('of the other')
    await section(other).getByRole('button', { name: 'Save mine over theirs' }).click()
    await expect(section(other)).toContainText('Written by admin@example.test')
    await one.reload()
    await expect(section(one)).toContainText('of the other')
  })
})

test('PEM, chain and DER that are taken away are the certificate that is shown', async ({
  stack,
  viewerPage: page,
}) => {
  const identifier = await stack.issue({ commonName: 'taken-away.example' })
  await openCertificate(page, identifier)
  const answer = await page.request.get(`/api/certificates/${identifier}`)
  const { sha256 } = (await answer.json()) as { sha256: string }
  const fileBehind = async (name: string) => {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name, exact: true }).click(),
    ])
    return readFile(await download.path())
  }
  const digest = (raw: Buffer) => createHash('sha256').update(raw).digest('hex')
  expect(digest(await fileBehind('Download DER'))).toBe(sha256)
  expect(digest(new X509Certificate(await fileBehind('Download PEM')).raw)).toBe(sha256)
  const chain = (await fileBehind('Download chain')).toString().match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? []
  const certificates = chain.map((pem) => new X509Certificate(pem))
  expect(certificates.map(({ raw }) => digest(raw))[0]).toBe(sha256)
  expect(certificates.length).toBe(3)
  for (const [index, certificate] of certificates.entries())
    expect(certificate.checkIssued(certificates[Math.min(index + 1, 2)] ?? certificate)).toBe(true)
})
