import { execFileSync } from 'node:child_process'
import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'
import { arrive, nameOf, rows } from './support/list-table.ts'
import { revokeByHttp } from './support/write-by-http.ts'

// The box finds one certificate by whatever is at hand of it, typed or pasted, and never by a mistake another one.

type Held = {
  identifier: string
  serialNumber: string
  sha256: string
  md5: string
  commonName: string
  pem: string
  chain: string | null
}

const ways: Record<string, (held: Held) => string> = {
  'an Identifier': ({ identifier }) => identifier,
  'an Identifier in capitals': ({ identifier }) => identifier.toUpperCase(),
  'a serial with colons, in capitals': ({ serialNumber }) => pairs(serialNumber).toUpperCase(),
  'a serial with blanks': ({ serialNumber }) => pairs(serialNumber).replaceAll(':', ' '),
  'the end of a serial': ({ serialNumber }) => serialNumber.slice(-9),
  'a SHA-256': ({ sha256 }) => sha256,
  'an MD5 with colons': ({ md5 }) => pairs(md5),
  'the thumbprint that Windows shows': ({ pem }) =>
    new X509Certificate(pem).fingerprint.replaceAll(':', '').toLowerCase(),
  'its fingerprint as openssl prints it': ({ pem }) => printed(pem, '-noout', '-fingerprint'),
  'its serial as a number': ({ serialNumber }) => BigInt(`0x${serialNumber}`).toString(),
  'the middle of a name': ({ commonName }) => commonName.slice(3, -3),
  'a name in capitals': ({ commonName }) => commonName.toUpperCase(),
  'a PEM': ({ pem }) => pem,
  'its whole print': ({ pem }) => printed(pem, '-text', '-noout'),
  'its whole print with the PEM': ({ pem }) => printed(pem, '-text'),
  'serial and fingerprint as printed': ({ pem }) => printed(pem, '-noout', '-serial', '-fingerprint', '-sha256'),
  'subject, dates and serial as printed': ({ pem }) => printed(pem, '-noout', '-subject', '-dates', '-serial'),
  'its subject as printed': ({ pem }) => printed(pem, '-noout', '-subject'),
}

test('whatever is at hand of a certificate finds it alone', async ({ stack, cookieOf, pageOf }) => {
  const page = await pageOf('operator', { permissions: ['clipboard-read', 'clipboard-write'] })
  const { identifier, requestId } = await revokeByHttp(stack, cookieOf.operator)
  const held = await heldAs(page, identifier)
  await arrive(page)
  const all: typeof ways = { ...ways, 'the RequestId of its revocation': () => requestId }
  for (const [way, textOf] of Object.entries(all)) {
    await test.step(way, async () => {
      await paste(page, textOf(held))
      await expect(rows(page), way).toHaveCount(1)
      await expect(nameOf(page, 0), way).toHaveAttribute('href', `/certificates/${identifier}`)
      expect(page.url(), 'a certificate is not in the address').not.toMatch(/BEGIN|Signature|notBefore/)
    })
  }
})

test('a pasted private key leaves the page for nowhere', async ({ pageOf }) => {
  const page = await pageOf('operator', { permissions: ['clipboard-read', 'clipboard-write'] })
  await arrive(page)
  const address = page.url()
  const left: string[] = []
  page.on('request', (request) => left.push(`${request.url()} ${request.postData() ?? ''}`))
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  await paste(page, pem)
  await expect(
    page
      .getByRole('search')
      .getByText(/begins a private key/)
      .first(),
  ).toBeVisible()
  await page.keyboard.press('Enter')
  await paste(page, 'no-such-name-anywhere')
  await expect(page).toHaveURL(/q=no-such-name-anywhere/)
  expect(left.filter((sent) => /PRIVATE|BEGIN/.test(decodeURIComponent(sent)))).toEqual([])
  await page.goBack()
  await expect(page).toHaveURL(address)
})

test('a certificate that was damaged on its way is not taken for one that is not there', async ({ stack, pageOf }) => {
  const page = await pageOf('operator', { permissions: ['clipboard-read', 'clipboard-write'] })
  const held = await heldAs(page, await stack.issue())
  await arrive(page)
  const [, body = ''] = held.pem.split('\n')
  await paste(page, held.pem.replace(body, `${body.slice(0, -1)}${body.endsWith('A') ? 'B' : 'A'}`))
  await expect(page.getByText(/No certificate here has this fingerprint/)).toBeVisible()
})

test('a pasted chain finds what the account has of it', async ({ stack, cookieOf, pageOf }) => {
  const page = await pageOf('operator', { permissions: ['clipboard-read', 'clipboard-write'] })
  const { identifier } = await revokeByHttp(stack, cookieOf.operator)
  const { pem, chain } = await heldAs(page, identifier)
  await arrive(page)
  await paste(page, `${pem}\n${chain ?? ''}`)
  await expect(rows(page)).toHaveCount(1)
  await expect(nameOf(page, 0)).toHaveAttribute('href', `/certificates/${identifier}`)
  expect(new URL(page.url()).searchParams.get('q')).toMatch(/^sha256:[0-9a-f]{64} OR sha256:[0-9a-f]{64}/)
})

async function heldAs(page: Page, identifier: string): Promise<Held> {
  await page.goto(`/certificates/${identifier}`)
  const answer = await page.request.get(new URL(`/api/certificates/${identifier}`, page.url()).href)
  return (await answer.json()) as Held
}

async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
  const box = page.getByRole('searchbox')
  await box.fill('')
  await box.press('ControlOrMeta+v')
}

function printed(pem: string, ...options: string[]): string {
  return execFileSync('openssl', ['x509', ...options], { input: pem, encoding: 'utf8' })
}

function pairs(hex: string): string {
  return (hex.padStart(hex.length + (hex.length % 2), '0').match(/../g) ?? []).join(':')
}
