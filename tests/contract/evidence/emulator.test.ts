import { afterAll, beforeAll, expect, it } from 'vitest'
import { readCrl } from '#lib/evidence/server/crl/read-crl.ts'
import { fetchPublished } from '#lib/evidence/server/fetch/fetch-published.ts'
import { askOcsp } from '#lib/evidence/server/ocsp/ask-ocsp.ts'
import { pointersOf } from '#lib/evidence/server/pointers.ts'
import { emulatorUnderTest, type EmulatorUnderTest } from '../emulator/support/emulator-under-test.ts'

// From the certificate's own pointers to a verified word about its revocation, with nothing shared with who wrote it.

type Certificate = {
  Identifier: string
  X509Certificate: string
  ParentIdentifier: string
  Status: string
  SerialNumber: string
}

const policy = { allowLoopback: true, allowedPrivateHosts: [], proxy: { url: null, noProxy: null } }
const limits = { policy, limitBytes: 1_000_000, timeoutMs: 5_000 }

let emulator: EmulatorUnderTest
let authorities: Map<string, string>
beforeAll(async () => {
  emulator = await emulatorUnderTest({ certificates: 40 })
  const { CertificateList } = await emulator.client.body('DescribeCACertificateList')
  const list = CertificateList as { Identifier: string; X509Certificate: string }[]
  authorities = new Map(list.map((one) => [one.Identifier, one.X509Certificate]))
})
afterAll(() => emulator.remove())

async function certificates(): Promise<Certificate[]> {
  const body = await emulator.client.body('ListClientCertificate', { ShowSize: 100 })
  const rows = body['CertificateList'] as { Identifier: string }[]
  const details = rows.map(async ({ Identifier }) => {
    return (await emulator.client.body('DescribeClientCertificate', { Identifier }))['Certificate'] as Certificate
  })
  return Promise.all(details)
}

async function published(certificate: Certificate) {
  const issuer = authorities.get(certificate.ParentIdentifier) ?? ''
  const pointers = pointersOf(certificate.X509Certificate)
  const [crlUrl = '', ocspUrl = ''] = [pointers.crl[0], pointers.ocsp[0]]
  const fetched = await fetchPublished(crlUrl, limits)
  if (!fetched.ok) throw new Error(fetched.error.detail)
  const serials = new Set([certificate.SerialNumber])
  const crl = await readCrl(fetched.value.bytes, {
    issuer,
    serials,
    now: fetched.value.fetchedAt,
    pointers: pointers.crl,
  })
  if (!crl.ok) throw new Error(crl.error.detail)
  const ocsp = await askOcsp(ocspUrl, { certificate: certificate.X509Certificate, issuer, policy, now: Date.now })
  if (!ocsp.ok) throw new Error(ocsp.error.refusal.detail)
  return { crl: crl.value, entry: crl.value.found.get(certificate.SerialNumber), ocsp: ocsp.value.reading }
}

it('a revocation is found in the CRL and at the responder that the certificate names, and in no other', async () => {
  const all = await certificates()
  const withPointers = all.filter(({ X509Certificate }) => pointersOf(X509Certificate).crl.length > 0)
  const valid = withPointers.find(({ Status }) => Status === 'ISSUE')
  if (valid === undefined) throw new Error('no valid certificate with pointers')
  const before = await published(valid)
  expect(before.entry).toBeUndefined()
  expect(before.ocsp).toMatchObject({ status: 'good', isNonceEchoed: true, delegate: null })
  await emulator.client.body('CreateRevokeClientCertificate', { Identifier: valid.Identifier })
  const after = await published(valid)
  expect(after.ocsp.status).toBe('revoked')
  expect(after.entry?.revokedAt).toBe(after.ocsp.revokedAt)
  expect(BigInt(after.crl.number ?? 0)).toBeGreaterThan(BigInt(before.crl.number ?? 0))
  expect(after.crl.entries).toBe(before.crl.entries + 1)

  const stranger = [...authorities].find(([identifier]) => identifier !== valid.ParentIdentifier)?.[1] ?? ''
  const again = await readCrl(after.crl.der, { issuer: stranger, serials: new Set(), now: Date.now() })
  expect(again).toMatchObject({ ok: false, error: { code: 'wrong_issuer' } })
})

it('every revoked certificate with pointers is in the CRL of its CA', async () => {
  const revoked = (await certificates()).filter(
    ({ Status, X509Certificate }) => Status === 'REVOKE' && pointersOf(X509Certificate).crl.length > 0,
  )
  expect(revoked.length).toBeGreaterThan(0)
  for (const certificate of revoked) expect((await published(certificate)).entry).toBeDefined()
})
