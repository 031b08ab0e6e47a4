import { describe, expect, it } from 'vitest'
import { equivalentCommand } from '#components/operations/equivalent-command.ts'
import { headlineKey, statusKey } from '#components/operations/headline-key.ts'
import { receiptSteps } from '#components/operations/receipt-steps.ts'
import { ramActions, refusalMeaning } from '#components/operations/refusal-meaning.ts'
import { stillOpen } from '#components/operations/still-open.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { operationStates } from '#lib/operations/state.ts'
import { anOperation, aScheduled } from './an-operation.ts'

const now = Date.parse('2026-11-24T12:03:24Z')
const dayLater = now + 25 * 60 * 60_000
const keys = (operation: OperationDetail) => receiptSteps(operation).map(({ key }) => key)

describe('the headline', () => {
  it.each([
    [{}, 'revoke.accepted'],
    [{ settledBy: 'read_back', causeProven: true }, 'revoke.found_proven'],
    [{ settledBy: 'read_back', causeProven: false }, 'revoke.found_unproven'],
    [{ settledBy: 'human' }, 'revoke.done_by_hand'],
    [{ state: 'not_done', settledBy: 'read_back' }, 'revoke.not_done'],
    [{ state: 'not_done', settledBy: 'human' }, 'revoke.not_done_by_hand'],
    [{ state: 'unknown', settledBy: null }, 'revoke.unknown'],
    [{ kind: 'delete' }, 'delete.accepted'],
    [{ kind: 'delete', settledBy: 'read_back', causeProven: false }, 'delete.found_unproven'],
  ] as const)('of %o is %s', (more, key) => {
    expect(headlineKey(anOperation(more))).toBe(key)
  })

  it('says accepted of nothing but a success that an answer told', () => {
    for (const state of operationStates) {
      for (const settledBy of ['answer', 'read_back', 'human', null] as const) {
        const isTold = state === 'succeeded' && settledBy !== 'read_back' && settledBy !== 'human'
        const isSaid = headlineKey(anOperation({ state, settledBy })).includes('accepted')
        expect(isSaid, `${state} ${String(settledBy)}`).toBe(isTold)
      }
    }
  })
})

describe('the headline of a scheduled deletion', () => {
  const tried = { readings: [{ at: '2026-12-20T00:05:01.000Z', found: 'unreadable', failure: 'unreachable' }] }
  it.each([
    [{}, 'scheduled.waiting', 'conditions'],
    [tried, 'scheduled.overdue', 'kept_from_it'],
    [{ state: 'cancelled', settledBy: 'human' }, 'scheduled.cancelled', null],
    [{ state: 'cancelled', cause: 'deleted_here' }, 'scheduled.moot', 'because'],
    [{ state: 'not_sent', settledBy: 'answer', cause: 'given_up' }, 'scheduled.not_carried_out', 'because'],
  ] as const)('of %o is %s', (more, key, status) => {
    const operation = aScheduled(more)
    expect([headlineKey(operation), statusKey(operation, now)]).toEqual([key, status])
  })

  it('is that of every other deletion once there has been a call', () => {
    const { exchange } = anOperation()
    expect(headlineKey(aScheduled({ state: 'not_sent', exchange }))).toBe('delete.not_sent')
    expect(headlineKey(aScheduled({ state: 'succeeded', settledBy: 'answer', exchange }))).toBe('delete.accepted')
  })
})

describe('the status line', () => {
  it.each([
    [{}, 'revokedSince'],
    [{ vendorRevokeTime: null }, 'revoked'],
    [{ vendorStatusReadAt: null }, 'awaited'],
    [{ vendorStatusReadAt: null, settledBy: 'read_back' }, null],
    [{ kind: 'delete' }, 'tombstone'],
    [{ state: 'refused' }, null],
    [{ state: 'unknown' }, null],
  ] as const)('of %o is %s', (more, key) => {
    expect(statusKey(anOperation(more), now)).toBe(key)
  })

  it('stops saying that the status is being read once nobody reads it', () => {
    expect(statusKey(anOperation({ vendorStatusReadAt: null }), dayLater)).toBe('unconfirmed')
  })
})

describe('the steps', () => {
  it('of an accepted revocation end with what the vendor reports', () => {
    expect(keys(anOperation())).toEqual(['recorded', 'sent', 'accepted', 'status'])
  })

  it('stand at the status until it has been read', () => {
    const steps = receiptSteps(anOperation({ vendorStatusReadAt: null }))
    expect(steps.at(-1)).toEqual({ key: 'status_awaited', state: 'now', at: null })
  })

  it('of a deletion wait for nothing', () => {
    expect(keys(anOperation({ kind: 'delete', vendorStatusReadAt: null }))).toEqual(['recorded', 'sent', 'accepted'])
  })

  it('say sent of no call that did not leave', () => {
    expect(keys(anOperation({ state: 'not_sent', cause: 'dns' }))).toEqual(['recorded', 'not_sent'])
    expect(keys(anOperation({ state: 'unknown', cause: 'process_lost' }))).not.toContain('sent')
  })

  it('say no answer only where there was none', () => {
    const after = { state: 'unknown', settledBy: null, settledAt: null, causeProven: false } as const
    const lost = anOperation({ ...after, cause: 'timed_out', httpStatus: null })
    expect(keys(lost)).toEqual(['recorded', 'sent', 'no_answer', 'reading_back'])
    const answered = anOperation({ ...after, cause: 'server_error', httpStatus: 500 })
    expect(keys(answered)).toEqual(['recorded', 'sent', 'unclear_answer', 'reading_back'])
    expect(keys({ ...answered, state: 'not_done', settledBy: 'read_back' })).toContain('unclear_answer')
    const proven = anOperation({ settledBy: 'read_back', causeProven: true, httpStatus: 200 })
    expect(keys(proven)).toContain('no_answer')
  })

  it.each([
    ['unknown', 'reading_back'],
    ['needs_human', 'asking'],
    ['pending', 'sending'],
  ] as const)('of %s have the now line at %s, and only there', (state, key) => {
    const steps = receiptSteps(anOperation({ state, cause: 'timed_out', settledAt: null, settledBy: null }))
    expect(steps.filter((step) => step.state === 'now').map((step) => step.key)).toEqual([key])
    expect(steps.at(-1)?.key).toBe(key)
  })

  it('of a scheduled deletion stand at the wait, and tell of no call before there is one', () => {
    expect(receiptSteps(aScheduled())).toMatchObject([
      { key: 'scheduled', state: 'done' },
      { key: 'waiting', state: 'now' },
    ])
    expect(keys(aScheduled({ state: 'cancelled', settledBy: 'human' }))).toEqual(['scheduled', 'cancelled'])
    expect(keys(aScheduled({ state: 'cancelled', cause: 'deleted_elsewhere' }))).toEqual(['scheduled', 'moot'])
    expect(keys(aScheduled({ state: 'not_sent', cause: 'not_revoked' }))).toEqual(['scheduled', 'not_sent'])
    const { exchange } = anOperation()
    expect(keys(aScheduled({ state: 'succeeded', settledBy: 'answer', exchange }))).toEqual([
      'scheduled',
      'sent',
      'accepted',
    ])
  })

  it('never show acceptance where none was answered', () => {
    for (const state of operationStates) {
      const accepted = keys(anOperation({ state, settledBy: state === 'succeeded' ? 'read_back' : null }))
      expect(accepted).not.toContain('accepted')
    }
  })
})

describe('what is still open', () => {
  it('is told by what is known of the CRL', () => {
    const of = (caHasCrl: boolean | null, pointsToCrl: boolean | null) =>
      stillOpen(anOperation({ certificate: { ...anOperation().certificate, caHasCrl, pointsToCrl } }), now)[0]?.key
    expect(of(true, true)).toBe('noticeable')
    expect(of(false, null)).toBe('no_crl')
    expect(of(true, false)).toBe('not_pointed')
    expect(of(null, true)).toBe('crl_unknown')
  })

  it('after a deletion is the trust that may come back, until it expires', () => {
    const deletion = anOperation({ kind: 'delete' })
    expect(stillOpen(deletion, now).map(({ key }) => key)).toEqual(['trust_again'])
    expect(stillOpen(deletion, Date.parse('2026-12-21T00:00:00Z'))).toEqual([])
  })

  it('names a cause that is not proven', () => {
    const found = anOperation({ settledBy: 'read_back', causeProven: false })
    expect(stillOpen(found, now).map(({ key }) => key)).toContain('unproven')
  })

  it('is nothing after a call that changed nothing', () => {
    expect(stillOpen(anOperation({ state: 'refused' }), now)).toEqual([])
  })

  it('is nothing to fear while a deletion waits, and nothing once it is cancelled', () => {
    expect(stillOpen(aScheduled(), now).map(({ key }) => key)).toEqual(['stays', 'checked_again'])
    expect(stillOpen(aScheduled({ state: 'cancelled' }), now)).toEqual([])
  })

  it('forbids a repetition while the outcome is unknown', () => {
    expect(stillOpen(anOperation({ state: 'unknown' }), now).map(({ key }) => key)).toEqual(['unsettled'])
  })
})

describe('a refusal', () => {
  it.each([
    ['Throttling.User', 400, 'throttled'],
    ['NoPermission', 403, 'forbidden'],
    ['Forbidden.RAM', 403, 'forbidden'],
    ['NotFound', 404, 'not_found'],
    ['InvalidAction.NotFound', 404, 'other'],
    ['InvalidTimeStamp.Expired', 400, 'clock'],
    ['InvalidAccessKeyId.NotFound', 404, 'key'],
    ['CertificateAlreadyRevoked', 400, 'other'],
    [null, 400, 'other'],
  ] as const)('%s with HTTP %i means %s', (cloudCode, httpStatus, meaning) => {
    expect(refusalMeaning({ cloudCode, httpStatus })).toBe(meaning)
  })

  it('names the action that RAM asks for', () => {
    expect(ramActions).toEqual({
      revoke: 'yundun-cert:CreateRevokeClientCertificate',
      delete: 'yundun-cert:DeleteClientCertificate',
    })
  })
})

describe('the equivalent command', () => {
  it('is the recorded request as the vendor’s CLI writes it', () => {
    const { exchange } = anOperation()
    expect(exchange && equivalentCommand(exchange.request)).toBe(
      'aliyun cas CreateRevokeClientCertificate --endpoint cas.aliyuncs.com --version 2020-06-30 --Identifier cert-1 --method POST --force',
    )
  })

  it('says when it goes over plain http', () => {
    const headers = { 'x-acs-action': 'DeleteClientCertificate' }
    const request = { method: 'POST', url: 'http://127.0.0.1:4010/?Identifier=a', headers }
    expect(equivalentCommand(request)).toContain('--insecure')
  })

  it('is none where the record is no call of the API', () => {
    expect(equivalentCommand({ method: 'POST', url: 'https://cas.aliyuncs.com/', headers: {} })).toBeNull()
  })
})
