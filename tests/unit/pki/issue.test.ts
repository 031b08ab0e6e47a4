import { X509Certificate } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { loadAuthority, type Authority } from '#lib/pki/authority.ts'
import { generateKeyPair } from '#lib/pki/key.ts'
import { fromPem } from '#lib/pki/pem.ts'
import { readCertificate } from '#lib/pki/read.ts'
import { dayMs, testAuthorities, testLeaf } from './test-authorities.ts'

const now = Date.UTC(2026, 10, 24, 12, 30, 15, 250)

let root: Authority
let issuing: Authority
let rsaIssuing: Authority
beforeAll(async () => {
  ;({ root, issuing } = await testAuthorities('ECC_256', now))
  rsaIssuing = (await testAuthorities('RSA_2048', now)).issuing
})

describe('an authority', () => {
  it('is the same again from what was stored', () => {
    const { certificateDer, privateKeyDer } = issuing
    const { privateKey: loadedKey, ...loaded } = loadAuthority({ certificateDer, privateKeyDer })
    const { privateKey, ...created } = issuing
    expect(loaded).toEqual(created)
    expect(loadedKey.equals(privateKey)).toBe(true)
  })

  it('does not load with a key that is not its own', () => {
    const stored = { certificateDer: issuing.certificateDer, privateKeyDer: root.privateKeyDer }
    expect(() => loadAuthority(stored)).toThrow('does not belong')
  })

  it('is a CA, with its own serial number, signed by the one above it', () => {
    const below = new X509Certificate(issuing.certificatePem)
    expect(below.ca).toBe(true)
    expect(below.serialNumber.toLowerCase()).toBe(issuing.serialNumber)
    expect(below.verify(new X509Certificate(root.certificatePem).publicKey)).toBe(true)
    expect(below.checkIssued(new X509Certificate(root.certificatePem))).toBe(true)
  })
})

describe('a leaf', () => {
  it('is read by node:crypto as it was asked for', async () => {
    const leaf = await testLeaf(issuing, now)
    const seen = new X509Certificate(leaf.pem)
    expect(seen.ca).toBe(false)
    expect(seen.serialNumber.toLowerCase()).toBe(leaf.serialNumber)
    expect(seen.checkIssued(new X509Certificate(issuing.certificatePem))).toBe(true)
    expect(seen.verify(new X509Certificate(issuing.certificatePem).publicKey)).toBe(true)
    expect(seen.subject).toBe('C=CN\nO=示例\nOU=支付\nL=杭州\nCN=王芳')
    expect(seen.subjectAltName).toBe(
      'email:wang.fang@example.com, DNS:pay.example.com, URI:spiffe://example.com/pay, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7',
    )
    expect(seen.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2'])
    expect(seen.validFromDate.getTime()).toBe(Math.floor((now - dayMs) / 1000) * 1000)
  })

  it('has the facts that node:crypto finds, too', async () => {
    const leaf = await testLeaf(rsaIssuing, now)
    const facts = readCertificate(leaf.der)
    const seen = new X509Certificate(leaf.pem)
    expect(facts).toMatchObject({
      serialNumber: leaf.serialNumber,
      subjectText: 'C=CN,O=示例,OU=支付,L=杭州,CN=王芳',
      issuerText: 'C=CN,O=Example 示例,CN=Issuing RSA_2048',
      publicKey: { fullAlgorithm: 'ECC_256' },
      signatureAlgorithm: 'SHA256WITHRSA',
      notBefore: seen.validFromDate.getTime(),
      notAfter: seen.validToDate.getTime(),
    })
    expect(facts.sha256).toBe(seen.fingerprint256.replaceAll(':', '').toLowerCase())
    expect(facts.md5).toMatch(/^[0-9a-f]{32}$/)
    expect(readCertificate(issuing.certificateDer).signatureAlgorithm).toBe('SHA256WITHECDSA')
  })

  it('gives two certificates of one key the same key hash, and different fingerprints', async () => {
    const { spkiDer } = await generateKeyPair('ECC_256')
    const [one, two] = await Promise.all([testLeaf(issuing, now, { spkiDer }), testLeaf(issuing, now, { spkiDer })])
    expect(readCertificate(one.der).spkiSha256).toBe(readCertificate(two.der).spkiSha256)
    expect(readCertificate(one.der).sha256).not.toBe(readCertificate(two.der).sha256)
  })

  it('carries PEM of the same bytes', async () => {
    const leaf = await testLeaf(issuing, now)
    expect(fromPem('CERTIFICATE', `text before\n${leaf.pem}`)).toEqual({ ok: true, value: Buffer.from(leaf.der) })
    expect(fromPem('CERTIFICATE REQUEST', leaf.pem)).toEqual({ ok: false, error: 'not_pem' })
    expect(fromPem('CERTIFICATE', leaf.pem.replace('-----END', ''))).toEqual({ ok: false, error: 'not_pem' })
    expect(Math.max(...leaf.pem.split('\n').map((line) => line.length))).toBe(64)
  })

  it('keeps every serial number through DER', async () => {
    const { spkiDer } = await generateKeyPair('ECC_256')
    const serial = fc.stringMatching(/^[0-7][1-9a-f][0-9a-f]{34}$/)
    await fc.assert(
      fc.asyncProperty(serial, async (serialNumber) => {
        const leaf = await testLeaf(issuing, now, { serialNumber, spkiDer })
        expect(readCertificate(leaf.der).serialNumber).toBe(serialNumber)
      }),
      { numRuns: 30 },
    )
  })

  it.each([
    ['a name that is too long', { subject: { commonName: 'x'.repeat(65) } }],
    ['a key of no use', { spkiDer: Uint8Array.of(0x30, 0) }],
    ['a serial number that is no number', { serialNumber: 'xyz' }],
    ['the serial number zero', { serialNumber: '00' }],
    ['a serial number of 21 bytes', { serialNumber: '11'.repeat(21) }],
    ['a validity that ends before it begins', { notBefore: now, notAfter: now }],
    ['an address that is none', { subjectAlternativeNames: [{ kind: 'ip' as const, value: '1.2.3.256' }] }],
    ['a pointer that is not ASCII', { pointers: { crlUrl: 'http://支付.example/a.crl' } }],
  ])('is not issued for %s', async (_case, changes) => {
    await expect(testLeaf(issuing, now, changes)).rejects.toThrow()
  })
})
