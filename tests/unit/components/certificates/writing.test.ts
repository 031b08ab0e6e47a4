import { describe, expect, it } from 'vitest'
import { changesBetween } from '#components/certificates/writing/changes.ts'
import { deletionFindings, revocationFindings } from '#components/certificates/writing/finding-facts.ts'
import { newOperationId } from '#components/certificates/writing/operation-id.ts'
import { courseOf, isDelayable, type Delay } from '#components/certificates/writing/course.ts'
import { isConfirmable, missingOf, noEntries } from '#components/certificates/writing/readiness.ts'
import { gateMatches } from '#lib/certificates/gate.ts'
import type { Neighbour, WritePreview } from '#lib/certificates/preview.ts'
import type { OperationKind } from '#lib/operations/state.ts'

const neighbour: Neighbour = {
  identifier: 'cert-2',
  commonName: 'pay-gateway-07-dr.prod.haiyuan.cn',
  serialNumber: '01',
  status: 'valid',
  notAfter: '2027-05-02T00:00:00.000Z',
}

function aPreview(more: Partial<WritePreview> = {}, kind: OperationKind = 'revoke'): WritePreview {
  return {
    kind,
    certificate: {
      identifier: 'cert-1',
      serialNumber: '3a7f09e2d15b8c46f3721e90b84d5a6c0be2',
      commonName: 'pay-gateway-07.prod.haiyuan.cn',
      subject: 'CN=pay-gateway-07.prod.haiyuan.cn',
      sans: [],
      type: 'client',
      status: 'valid',
      notBefore: '2025-12-20T00:00:00.000Z',
      notAfter: '2026-12-20T00:00:00.000Z',
      caIdentifier: 'ca-1',
      caName: 'Payments G2',
      algorithm: 'RSA',
      keySize: 2048,
      signAlgorithm: 'SHA256WITHRSA',
      md5: 'c0de',
      sha256: 'e7d2',
      customIdentifier: null,
      vendorId: null,
      resourceGroupId: null,
      firstSeenAt: '2026-11-24T12:00:00.000Z',
      lastSeenAt: '2026-11-24T12:00:00.000Z',
      crlEvidence: null,
      openOperationId: null,
      hasMatchingOperation: null,
      alias: null,
      revokeTime: null,
    },
    vendorStatus: 'ISSUE',
    owner: '',
    readAt: '2026-11-24T12:03:00.000Z',
    readingFailure: null,
    refusal: null,
    open: null,
    shown: 'ISSUE:3a7f:e7d2',
    gate: [],
    isExpired: false,
    dueAt: null,
    scheduled: null,
    sameName: { total: 1, items: [neighbour] },
    sameKey: { total: 0, items: [] },
    caPublishesCrl: true,
    pointsToCrl: true,
    crlHealth: 'good',
    ...more,
  }
}

const keys = (findings: readonly { key: string }[]) => findings.map(({ key }) => key)

describe('the findings of a revocation', () => {
  it('name the worst first', () => {
    const found = revocationFindings(
      aPreview({
        sameName: { total: 0, items: [] },
        sameKey: { total: 1, items: [neighbour] },
        pointsToCrl: false,
      }),
    )
    expect(keys(found)).toEqual(['nothing_replaces', 'same_key', 'not_pointed'])
    expect(found.every(({ weight }) => weight === 'hesitate')).toBe(true)
  })

  it('are at most four, and joining somebody comes before all', () => {
    const found = revocationFindings(
      aPreview({
        open: { id: 'o', kind: 'revoke', state: 'pending' },
        sameName: { total: 0, items: [] },
        sameKey: { total: 1, items: [neighbour] },
        caPublishesCrl: false,
      }),
    )
    expect(keys(found)).toEqual(['joins', 'nothing_replaces', 'same_key', 'no_crl'])
  })

  it('do not warn of a key that nobody trusts any more', () => {
    const revoked: Neighbour = { ...neighbour, status: 'revoked' }
    const found = revocationFindings(aPreview({ sameKey: { total: 1, items: [revoked] } }))
    expect(found.find(({ key }) => key === 'same_key')?.weight).toBe('note')
  })

  it('say of an expired one that it has little effect, and nothing of the CRL', () => {
    expect(keys(revocationFindings(aPreview({ isExpired: true, caPublishesCrl: false })))).toEqual([
      'replaced',
      'expired',
    ])
  })

  it('say that a CA which was not read is not known', () => {
    expect(keys(revocationFindings(aPreview({ caPublishesCrl: null })))).toContain('crl_unknown')
  })
})

describe('the findings of a deletion', () => {
  it('warn while clients could trust it again', () => {
    expect(keys(deletionFindings('delete', aPreview({}, 'delete')))).toEqual(['trust_again', 'waiting', 'tombstone'])
  })

  it('do not once it has expired', () => {
    expect(keys(deletionFindings('delete', aPreview({ isExpired: true }, 'delete')))).toEqual(['expired', 'tombstone'])
  })

  it('do not call an operation of the other kind a join', () => {
    const open = { id: 'o', kind: 'revoke', state: 'pending' } as const
    expect(keys(deletionFindings('delete', aPreview({ open }, 'delete')))).not.toContain('joins')
  })
})

describe('the findings of a deletion that waits', () => {
  it('warn of nothing: the certificate cannot be trusted by then', () => {
    const found = deletionFindings('schedule', aPreview({}, 'delete'))
    expect(found.map(({ weight }) => weight)).not.toContain('hesitate')
    expect(keys(found)).toEqual(['checked_again', 'stays_listed', 'tombstone'])
  })

  it('name the one that is scheduled already', () => {
    const scheduled = { id: 'o', dueAt: '2026-12-20T00:05:00.000Z', requestedBy: 'lin.chen@haiyuan.cn' }
    expect(keys(deletionFindings('schedule', aPreview({ scheduled }, 'delete')))).toContain('scheduled')
    expect(keys(deletionFindings('delete', aPreview({ scheduled }, 'delete')))).not.toContain('scheduled')
  })
})

describe('what a delete dialog does', () => {
  const delay = (more: Partial<Delay> = {}): Delay => ({
    expected: true,
    when: 'expired',
    choose: () => undefined,
    ...more,
  })
  const read = aPreview({ dueAt: '2026-12-20T00:05:00.000Z' }, 'delete')

  it('is to wait, where there is a day to wait for, unless somebody chooses otherwise', () => {
    expect(courseOf('delete', delay(), read)).toBe('schedule')
    expect(courseOf('delete', delay({ when: 'now' }), read)).toBe('delete')
    expect(courseOf('delete', delay(), aPreview({ isExpired: true }, 'delete'))).toBe('delete')
    expect(courseOf('revoke', undefined, aPreview())).toBe('revoke')
  })

  it('is expected from what the page knows until it has been read', () => {
    expect(isDelayable(delay(), undefined)).toBe(true)
    expect(isDelayable(delay({ expected: false }), undefined)).toBe(false)
    expect(isDelayable(delay({ expected: false }), read)).toBe(true)
    expect(isDelayable(undefined, read)).toBe(false)
  })
})

describe('what is missing', () => {
  const gated = aPreview({ gate: ['no_replacement'] })
  const filled = { ...noEntries, reason: 'keyCompromise', typed: ' 6C0BE2 ' }

  it('is named until it is there', () => {
    expect(missingOf('revoke', gated, noEntries)).toBe('reasonGate')
    expect(missingOf('revoke', gated, { ...filled, typed: '6c0be' })).toBe('gate')
    expect(missingOf('revoke', gated, { ...filled, reason: '' })).toBe('reason')
    expect(missingOf('revoke', gated, filled)).toBeNull()
  })

  it('is first of all to shorten what cannot be kept whole', () => {
    expect(missingOf('revoke', gated, { ...filled, ticket: 't'.repeat(129) })).toBe('length')
    expect(missingOf('revoke', gated, { ...noEntries, comment: '注'.repeat(2001) })).toBe('length')
    expect(
      missingOf('revoke', gated, { ...filled, ticket: 't'.repeat(128), comment: `${'c'.repeat(2000)} ` }),
    ).toBeNull()
  })

  it('is only the reason where no gate is asked for', () => {
    expect(missingOf('revoke', aPreview(), { ...noEntries, reason: 'superseded' })).toBeNull()
  })

  it('includes the loss of an unexpired deletion, and of nothing else', () => {
    const deletion = aPreview({ gate: ['unexpired'] }, 'delete')
    expect(missingOf('delete', deletion, noEntries)).toBe('all')
    expect(missingOf('delete', deletion, filled)).toBe('acknowledgement')
    expect(missingOf('delete', deletion, { ...filled, acknowledged: true })).toBeNull()
    expect(missingOf('delete', aPreview({}, 'delete'), { ...noEntries, reason: 'other' })).toBeNull()
    // What waits asks for no gate: it can be taken back.
    expect(missingOf('schedule', deletion, noEntries)).toBe('reason')
    expect(missingOf('schedule', deletion, { ...noEntries, reason: 'other' })).toBeNull()
  })

  it('cannot be made good while there is no fresh reading or the state forbids it', () => {
    const failed = aPreview({ readingFailure: { kind: 'unreachable', code: null, requestId: null } })
    expect(isConfirmable(failed)).toBe(false)
    expect(isConfirmable(aPreview({ refusal: { code: 'already_revoked' } }))).toBe(false)
    expect(isConfirmable(gated)).toBe(true)
  })
})

describe('the changes since it was shown', () => {
  it('are told field by field', () => {
    const before = aPreview()
    const after = aPreview({ vendorStatus: 'REVOKE', shown: 'REVOKE:3a7f:e7d2' })
    expect(changesBetween(before, after)).toEqual([{ field: 'status', before: 'ISSUE', after: 'REVOKE' }])
  })

  it('are admitted where only the content differs', () => {
    expect(changesBetween(aPreview(), aPreview({ shown: 'ISSUE:3a7f:ffff' }))).toEqual([{ field: 'hidden' }])
  })

  it('are none where nothing differs', () => {
    expect(changesBetween(aPreview(), aPreview({ readAt: null }))).toEqual([])
  })
})

describe('an operation id', () => {
  const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

  it('is a random UUID, also where the browser gives none over plain http', () => {
    const insecure = { getRandomValues: crypto.getRandomValues.bind(crypto) }
    const ids = Array.from({ length: 200 }, () => newOperationId(insecure))
    expect(ids.every((id) => version4.test(id))).toBe(true)
    expect(new Set(ids).size).toBe(200)
    expect(newOperationId()).toMatch(version4)
  })
})

describe('the gate', () => {
  it('asks for all of a serial that is shorter than six characters', () => {
    expect(gateMatches(' 0A1 ', '0a1')).toBe(true)
    expect(gateMatches('a1', '0a1')).toBe(false)
    expect(gateMatches('', '')).toBe(false)
    expect(gateMatches('6c0be2', '3a7f09e2d15b8c46f3721e90b84d5a6c0be2')).toBe(true)
  })
})
