import { randomBytes } from 'node:crypto'
import { fromBER } from 'asn1js'
import { CertificateRevocationList } from 'pkijs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Authority } from '#lib/pki/authority.ts'
import { crlReasonCodes, issueCrl, type CrlEntry, type CrlReason } from '#lib/pki/crl.ts'
import { serialNumberText } from '#lib/pki/decode.ts'
import { newSerialNumber } from '#lib/pki/serial-number.ts'
import { dayMs, testAuthorities } from './test-authorities.ts'

const now = Date.UTC(2026, 10, 24)

let issuing: Authority
beforeAll(async () => {
  issuing = (await testAuthorities('ECC_256', now)).issuing
})

function crlOf(entries: readonly CrlEntry[], number = 1): CertificateRevocationList {
  const { der } = issueCrl(issuing, { number, thisUpdate: now, nextUpdate: now + dayMs, entries })
  return new CertificateRevocationList({ schema: fromBER(new Uint8Array(der), { maxNodes: 2_000_000 }).result })
}

function reasonOf(reason?: CrlReason): string | undefined {
  const entry = { serialNumber: '0a', revokedAt: now, ...(reason === undefined ? {} : { reason }) }
  const revoked = crlOf([entry]).revokedCertificates?.[0]
  const value = revoked?.crlEntryExtensions?.extensions[0]?.extnValue.valueBlock.valueHexView
  return value && Buffer.from(value).toString('hex')
}

describe('a CRL', () => {
  it('tells number, times and entries', () => {
    const revokedAt = now - 5 * dayMs
    const crl = crlOf([{ serialNumber: '7f00ff', revokedAt }], 4711)
    expect(crl.version).toBe(1)
    expect(crl.thisUpdate.value.getTime()).toBe(now)
    expect(crl.nextUpdate?.value.getTime()).toBe(now + dayMs)
    const [entry] = crl.revokedCertificates ?? []
    expect(entry && serialNumberText(entry.userCertificate)).toBe('7f00ff')
    expect(entry?.revocationDate.value.getTime()).toBe(revokedAt)
    const number = crl.crlExtensions?.extensions.find(({ extnID }) => extnID === '2.5.29.20')?.extnValue
    expect(Buffer.from(number?.valueBlock.valueHexView ?? []).toString('hex')).toBe('02021267')
  })

  it('has no list at all when nothing is revoked', () => {
    expect(crlOf([]).revokedCertificates).toBeUndefined()
  })

  it('states a reason unless it is unspecified', () => {
    expect(reasonOf()).toBeUndefined()
    expect(reasonOf('unspecified')).toBeUndefined()
    expect(reasonOf('keyCompromise')).toBe('0a0101')
    expect(reasonOf('privilegeWithdrawn')).toBe('0a0109')
    expect(Object.values(crlReasonCodes)).toEqual([0, 1, 2, 3, 4, 5, 6, 8, 9, 10])
  })

  it('refuses an update that is due before it was made', () => {
    const request = { number: 1, thisUpdate: now, nextUpdate: now, entries: [] }
    expect(() => issueCrl(issuing, request)).toThrow(RangeError)
  })

  it('holds 100,000 entries', () => {
    const entries = Array.from({ length: 100_000 }, () => ({
      serialNumber: newSerialNumber(randomBytes),
      revokedAt: now,
      reason: 'superseded' as const,
    }))
    const { der } = issueCrl(issuing, { number: 2, thisUpdate: now, nextUpdate: now + dayMs, entries })
    for (const { serialNumber } of [entries[0], entries[50_000], entries[99_999]].filter(
      (entry) => entry !== undefined,
    )) {
      expect(Buffer.from(der).includes(Buffer.from(serialNumber, 'hex'))).toBe(true)
    }
    expect(der.length).toBeGreaterThan(5_000_000)
  }, 30_000)
})
