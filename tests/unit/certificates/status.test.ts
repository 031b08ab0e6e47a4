import { describe, expect, it } from 'vitest'
import { certificateStatus, EXPIRING_WITHIN_MS, isExpiring, type StatusFacts } from '#lib/certificates/status.ts'

const now = Date.UTC(2026, 10, 24)
const plain: StatusFacts = { vendorStatus: 'ISSUE', notAfter: now + 1, isDeleted: false, openState: null }

describe('certificateStatus', () => {
  it.each([
    ['valid', plain],
    ['valid', { ...plain, notAfter: null }],
    ['valid', { ...plain, notAfter: now }],
    ['expired', { ...plain, notAfter: now - 1 }],
    ['revoked', { ...plain, vendorStatus: 'REVOKE', notAfter: now - 1 }],
    ['pending', { ...plain, vendorStatus: 'PENDING', notAfter: null }],
    ['pending', { ...plain, vendorStatus: 'REVOKE', openState: 'pending' }],
    ['unknown', { ...plain, vendorStatus: 'REVOKE', openState: 'unknown' }],
    ['unknown', { ...plain, vendorStatus: 'PENDING', openState: 'needs_human' }],
    ['deleted', { ...plain, vendorStatus: 'REVOKE', openState: 'unknown', isDeleted: true }],
  ] as const)('is %s for %j', (status, facts) => {
    expect(certificateStatus(facts, now)).toBe(status)
  })
})

describe('isExpiring', () => {
  it('is said of valid certificates alone, from 30 days before their end', () => {
    expect(isExpiring('valid', now + EXPIRING_WITHIN_MS, now)).toBe(true)
    expect(isExpiring('valid', now + EXPIRING_WITHIN_MS + 1, now)).toBe(false)
    expect(isExpiring('revoked', now + 1, now)).toBe(false)
    expect(isExpiring('valid', null, now)).toBe(false)
  })
})
