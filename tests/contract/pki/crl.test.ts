import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { issueCrl, type CrlEntry } from '#lib/pki/crl.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'
import { dayMs, testAuthorities } from '#tests/unit/pki/test-authorities.ts'
import { openBench, type Bench } from './openssl.ts'

const now = Date.now()

let bench: Bench
beforeAll(async () => {
  bench = await openBench()
})
afterAll(() => bench.remove())

describe.each(['ECC_256', 'RSA_2048'] as const)('a CRL of %s', (algorithm) => {
  it('is verified and read by openssl', async () => {
    const { root, issuing } = await testAuthorities(algorithm, now)
    const entries: readonly CrlEntry[] = [
      { serialNumber: '7f00ff', revokedAt: Date.UTC(2026, 0, 2, 3, 4, 5), reason: 'cessationOfOperation' },
      { serialNumber: '0a', revokedAt: Date.UTC(2051, 0, 1) },
    ]
    const crl = issueCrl(issuing, { number: 4711, thisUpdate: now, nextUpdate: now + dayMs, entries })
    await bench.write({ 'crl.pem': crl.pem, 'issuing.pem': issuing.certificatePem, 'root.pem': root.certificatePem })
    const seen = await bench.openssl('crl', '-in', 'crl.pem', '-noout', '-text', '-verify', '-CAfile', 'issuing.pem')
    expect(seen.text).toContain('verify OK')
    expect(seen.text).toContain('Version 2 (0x1)')
    expect(seen.text).toMatch(/X509v3 CRL Number: \s+4711\n/)
    expect(seen.text).toMatch(
      /Serial Number: 7F00FF\s+Revocation Date: Jan {2}2 03:04:05 2026 GMT\s+CRL entry extensions:\s+X509v3 CRL Reason Code: \s+Cessation Of Operation/,
    )
    expect(seen.text).toMatch(/Serial Number: 0A\s+Revocation Date: Jan {2}1 00:00:00 2051 GMT\s+Signature/)
    expect(
      (await bench.openssl('crl', '-in', 'crl.pem', '-noout', '-verify', '-CAfile', 'root.pem')).text,
    ).not.toContain('verify OK')
  })
})

describe('a CRL of 100,000 entries', () => {
  it('is verified and read whole', async () => {
    const { issuing } = await testAuthorities('ECC_256', now)
    const entries = Array.from({ length: 100_000 }, (_, index) => ({
      serialNumber: newSerialNumber(randomBytes),
      revokedAt: now - index * 1000,
      reason: 'superseded' as const,
    }))
    const crl = issueCrl(issuing, { number: 1, thisUpdate: now, nextUpdate: now + dayMs, entries })
    await bench.write({ 'long.crl': crl.der, 'issuing.pem': issuing.certificatePem })
    const seen = await bench.openssl(
      ...['crl', '-inform', 'DER', '-in', 'long.crl', '-noout', '-text', '-verify', '-CAfile', 'issuing.pem'],
    )
    expect(seen.text).toContain('verify OK')
    const serials = new Set(Array.from(seen.text.matchAll(/Serial Number: ([0-9A-F]+)/g), ([, serial = '']) => serial))
    expect(serials).toEqual(new Set(entries.map(({ serialNumber }) => serialNumber.toUpperCase())))
  })
})
