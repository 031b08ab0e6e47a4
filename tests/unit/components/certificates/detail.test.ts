import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyOf } from '#components/certificates/detail/history.ts'
import { rulerMarks } from '#components/certificates/detail/ruler-ticks.ts'
import { writeOff } from '#components/certificates/detail/writes-off.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import type { OperationSummary } from '#lib/operations/operation.ts'
import { aCertificate } from './a-certificate.ts'

const now = Date.UTC(2026, 10, 24, 12)
const DAY = 86_400_000
const at = (days: number) => new Date(now + days * DAY).toISOString()

const certificate = aCertificate()

function operation(over: Partial<OperationSummary>): OperationSummary {
  return {
    id: 'operation',
    kind: 'revoke',
    identifier: 'one',
    state: 'succeeded',
    causeProven: true,
    requestId: 'REQUEST',
    cloudCode: null,
    reason: 'superseded',
    ticket: '',
    comment: '',
    requestedBy: 'operator@example.com',
    joinedBy: [],
    requestedAt: at(-1),
    dueAt: null,
    deadlineAt: at(-1),
    settledAt: at(-1),
    settledBy: 'answer',
    attendedAt: null,
    commonName: 'one.example',
    serialNumber: '5e01',
    crlEvidence: null,
    cause: null,
    nextReadAt: null,
    ...over,
  }
}

const kinds = (over: Partial<CertificateDetail>) => historyOf({ ...certificate, ...over }, now).map(({ kind }) => kind)

describe('historyOf', () => {
  it('tells newest first, and nothing that is still ahead', () => {
    expect(kinds({})).toEqual(['first_read', 'begins'])
    expect(kinds({ notAfter: at(-5), operations: [operation({})] })).toEqual([
      'operation',
      'expired',
      'first_read',
      'begins',
    ])
    expect(kinds({ notBefore: at(1) })).toEqual(['first_read'])
  })

  it('tells of a scheduled deletion twice: when it was wished, and when something came of it', () => {
    const scheduled = operation({
      kind: 'delete',
      state: 'scheduled',
      requestedAt: at(-3),
      dueAt: at(9),
      settledAt: null,
    })
    const told = (over: Partial<OperationSummary>) =>
      historyOf({ ...certificate, operations: [{ ...scheduled, ...over }] }, now)
        .filter(({ kind }) => kind === 'operation' || kind === 'scheduled')
        .map((event) => [event.kind, event.at])
    expect(told({})).toEqual([['scheduled', at(-3)]])
    expect(told({ state: 'cancelled', settledAt: at(-1) })).toEqual([
      ['operation', at(-1)],
      ['scheduled', at(-3)],
    ])
  })

  it('says of a revocation only what is known', () => {
    const revoked = { vendorStatus: 'REVOKE' as const }
    const told = (over: Partial<CertificateDetail>) =>
      kinds({ ...revoked, ...over }).find((kind) => kind.startsWith('revoked_'))
    expect(told({ revokeTime: at(-400) })).toBe('revoked_before')
    // Revoked elsewhere since the last pass, or by an operation that a person settled as not done.
    expect(told({ revokeTime: at(0) })).toBe('revoked_untold')
    expect(told({})).toBe('revoked_untold')
    expect(told({ operations: [operation({ state: 'refused' })] })).toBe('revoked_untold')
    expect(told({ operations: [operation({})] })).toBeUndefined()
    expect(told({ operations: [operation({ state: 'unknown', settledAt: null })] })).toBeUndefined()
    expect(told({ findings: [{ finding: 'revoked_elsewhere', at: at(-3), auditSequence: 7 }] })).toBeUndefined()
    const undated = historyOf({ ...certificate, ...revoked }, now).find(({ kind }) => kind === 'revoked_untold')
    expect(undated).toMatchObject({ isDated: false })
  })

  it('tells a deletion once', () => {
    const deleted = { deletedAt: at(0), vendorStatus: 'REVOKE' as const }
    const gone = (over: Partial<CertificateDetail>) =>
      kinds({ ...deleted, ...over }).filter((kind) => kind === 'deleted')
    expect(gone({})).toHaveLength(1)
    expect(gone({ operations: [operation({ kind: 'delete' })] })).toHaveLength(0)
    expect(gone({ findings: [{ finding: 'deleted_elsewhere', at: at(0), auditSequence: 1 }] })).toHaveLength(0)
  })
})

describe('writeOff', () => {
  const unread = { kind: 'unreachable' as const, code: null, requestId: null }
  it.each([
    ['revoke', {}, true, null, null],
    ['revoke', { vendorStatus: 'REVOKE' }, true, null, 'already_revoked'],
    ['revoke', { vendorStatus: 'REVOKE' }, true, 'unwritable', 'already_revoked'],
    ['revoke', { vendorStatus: 'PENDING' }, true, null, 'not_issued'],
    ['revoke', { deletedAt: at(0) }, true, null, 'already_deleted'],
    ['revoke', {}, false, 'unwritable', 'role'],
    ['revoke', { openOperationId: 'x' }, true, null, 'open'],
    ['revoke', { liveFailure: unread }, true, null, 'unread'],
    ['revoke', { liveFailure: { ...unread, kind: 'store_full' } }, true, null, 'unwritable'],
    ['revoke', {}, true, 'unwritable', 'unwritable'],
    ['revoke', {}, true, 'unreachable', null],
    ['delete', {}, true, null, 'not_revoked'],
    ['delete', { vendorStatus: 'REVOKE' }, true, null, null],
    ['delete', { vendorStatus: 'REVOKE' }, true, 'unwritable', 'unwritable'],
    ['delete', { vendorStatus: 'REVOKE' }, false, null, 'role'],
  ] as const)('%s of %j', (kind, over, mayWrite, heldOff, expected) => {
    expect(writeOff(kind, { ...certificate, ...over }, { mayWrite, heldOff })).toBe(expected)
  })
})

describe('rulerMarks', () => {
  it('marks months of a year, on their first day', () => {
    const marks = rulerMarks(Date.UTC(2025, 11, 20), Date.UTC(2026, 11, 20))
    expect(marks).toHaveLength(12)
    expect(marks.every((mark) => new Date(mark.at).getUTCDate() === 1)).toBe(true)
    expect(
      marks.filter(({ label }) => label !== null).map(({ at: mark }) => new Date(mark).getUTCMonth()),
    ).not.toContain(0)
  })

  it('never marks outside, never more than can be told apart, and labels few', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 40_000 }), (start, days) => {
        const from = start * DAY
        const to = from + days * DAY
        const marks = rulerMarks(from, to)
        expect(marks.every((mark) => mark.at > from && mark.at < to)).toBe(true)
        expect(marks.length).toBeLessThanOrEqual(16)
        expect(marks.filter(({ label }) => label !== null).length).toBeLessThanOrEqual(5)
      }),
    )
  })
})
