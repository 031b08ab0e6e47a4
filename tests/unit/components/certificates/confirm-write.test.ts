import { describe, expect, it } from 'vitest'
import {
  confirmWrite,
  FOLLOW_EVERY_MS,
  PENDING_FOR_MS,
  type ConfirmPorts,
  type Progress,
  type WriteAnswer,
} from '#components/certificates/writing/confirm-write.ts'
import { keepsIntent, saidAfter } from '#components/certificates/writing/write-failure.ts'
import { ApiError } from '#lib/http/problem.ts'
import { RECORD_WITHIN_MS, UNRECORDED_AFTER_MS, WRITE_DEADLINE_MS } from '#lib/operations/bounds.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import type { OperationState } from '#lib/operations/state.ts'
import { anOperation } from '../operations/an-operation.ts'

const own = 'c0ffee00-0000-4000-8000-000000000001'

function receipt(state: OperationState, more: Partial<WriteReceipt> = {}): WriteReceipt {
  return {
    operationId: own,
    kind: 'revoke',
    identifier: 'cert-1',
    state,
    requestId: null,
    httpStatus: null,
    cloudCode: null,
    cloudMessage: null,
    recommend: null,
    cause: null,
    joined: false,
    stored: true,
    ...more,
  }
}

type Look = OperationDetail | ApiError
const notRecorded = new ApiError({ code: 'not_found', status: 404 })
const silent = new ApiError({ code: 'unreachable', status: 0 })
const open = (state: OperationState, more: Partial<OperationDetail> = {}) => anOperation({ id: own, state, ...more })

/** A dialog whose clock moves only when it waits. The last look repeats. */
function dialog(send: () => Promise<WriteAnswer>, looks: readonly Look[] = [], isOffline = false) {
  const told: Progress[] = []
  const asked: string[] = []
  let sent = 0
  let now = 0
  const ports: ConfirmPorts = {
    send: () => {
      sent += 1
      return send()
    },
    read: async (id) => {
      const seen = looks[Math.min(asked.length, looks.length - 1)]
      asked.push(id)
      if (seen === undefined) throw new Error('nobody was to look')
      if (seen instanceof ApiError) throw seen
      return seen
    },
    isOffline: () => isOffline,
    wait: async (ms) => {
      now += ms
    },
    now: () => now,
    tell: (progress) => told.push(progress),
    isOutdated: (cause) => cause instanceof RangeError,
  }
  return { run: () => confirmWrite(ports, own), told, asked, sent: () => sent, elapsed: () => now }
}

const answered = (value: WriteReceipt) => async (): Promise<WriteAnswer> => ({ ok: true, value })
const lost = () => Promise.reject(new TypeError('Failed to fetch'))

describe('an answer that comes', () => {
  it('goes to the receipt of what was accepted, without looking', async () => {
    const opened = dialog(answered(receipt('succeeded', { requestId: 'R-1' })))
    expect(await opened.run()).toEqual({ kind: 'arrived', operationId: own })
    expect(opened.asked).toEqual([])
  })

  it('goes to the receipt of the operation that was joined', async () => {
    const opened = dialog(answered(receipt('succeeded', { operationId: 'other', joined: true })))
    expect(await opened.run()).toEqual({ kind: 'arrived', operationId: 'other' })
  })

  it('follows the joined operation under its own id', async () => {
    const opened = dialog(answered(receipt('pending', { operationId: 'other', joined: true })), [
      open('succeeded', { id: 'other' }),
    ])
    expect(await opened.run()).toEqual({ kind: 'arrived', operationId: 'other' })
    expect(opened.asked).toEqual(['other'])
  })

  it('stays with a refusal and everything that the vendor said', async () => {
    const opened = dialog(
      answered(receipt('refused', { requestId: 'R-2', cloudCode: 'NoPermission', httpStatus: 403 })),
    )
    expect(await opened.run()).toMatchObject({
      kind: 'failed',
      failure: { code: 'cloud_refused', requestId: 'R-2', cloudCode: 'NoPermission', httpStatus: 403 },
    })
  })

  it.each(['not_sent', 'not_done'] as const)('stays with %s', async (state) => {
    expect(await dialog(answered(receipt(state))).run()).toMatchObject({ kind: 'failed', failure: { code: state } })
  })

  it('never says done of an answer that could not be stored', async () => {
    const unstored = receipt('succeeded', { requestId: 'R-3', stored: false })
    expect(await dialog(answered(unstored)).run()).toEqual({ kind: 'unstored', receipt: unstored })
  })

  it('stays with a refusal of our own and does not look', async () => {
    const opened = dialog(async () => ({ ok: false, error: { code: 'gate_not_met' } }))
    expect(await opened.run()).toEqual({ kind: 'failed', failure: { code: 'gate_not_met' } })
    expect(opened.asked).toEqual([])
  })
})

describe('an answer that says pending', () => {
  it('is waited for until the operation is settled', async () => {
    const opened = dialog(answered(receipt('pending')), [open('pending'), open('pending'), open('succeeded')])
    expect(await opened.run()).toEqual({ kind: 'arrived', operationId: own })
    expect(opened.told).toEqual(['sending', 'waiting_for_answer', 'waiting_for_answer'])
    expect(opened.sent()).toBe(1)
  })

  it('waits for a free call while nothing is recorded', async () => {
    const opened = dialog(answered(receipt('pending')), [notRecorded, notRecorded, open('succeeded')])
    await opened.run()
    expect(opened.told).toEqual(['sending', 'waiting_for_call', 'waiting_for_call'])
  })

  it('goes to the receipt once the outcome is known to be unknown', async () => {
    const opened = dialog(answered(receipt('pending')), [open('pending'), open('unknown')])
    expect(await opened.run()).toEqual({ kind: 'arrived', operationId: own })
  })

  it('does not hold the operator when nobody settles it', async () => {
    const opened = dialog(answered(receipt('pending')), [open('pending')])
    expect(await opened.run()).toEqual({ kind: 'arrived', operationId: own })
    expect(opened.elapsed()).toBe(PENDING_FOR_MS)
  })

  it('ends as nothing sent when it was never recorded', async () => {
    const opened = dialog(answered(receipt('pending')), [notRecorded])
    expect(await opened.run()).toEqual({ kind: 'failed', failure: { code: 'never_recorded' } })
    expect(opened.elapsed()).toBe(UNRECORDED_AFTER_MS)
  })

  it('waits longer than anything can still be sent', () => {
    expect(UNRECORDED_AFTER_MS).toBeGreaterThan(RECORD_WITHIN_MS + WRITE_DEADLINE_MS)
  })

  describe('and whose attempt left no operation', () => {
    const refusal = { code: 'reading_failed', failure: { kind: 'unreachable', code: null, requestId: null } }
    const ended = new ApiError({ code: 'not_found', status: 404, members: { attempt: 'a-1', refusal } })

    it('ends with the reason as soon as it is known', async () => {
      const opened = dialog(answered(receipt('pending', { attempt: 'a-1' })), [notRecorded, ended])
      expect(await opened.run()).toEqual({ kind: 'failed', failure: refusal })
      expect(opened.elapsed()).toBe(FOLLOW_EVERY_MS)
    })

    it('does not take the end of an earlier attempt for its own', async () => {
      const opened = dialog(answered(receipt('pending', { attempt: 'a-2' })), [ended, open('succeeded')])
      expect(await opened.run()).toEqual({ kind: 'arrived', operationId: own })
    })
  })

  it('shows the answer that the store would not take', async () => {
    const unstored = receipt('succeeded', { requestId: 'R-9', stored: false })
    const opened = dialog(answered(receipt('pending')), [open('pending'), open('pending', { unstored })])
    expect(await opened.run()).toEqual({ kind: 'unstored', receipt: unstored })
  })

  it('takes a refusal that came while it waited', async () => {
    const opened = dialog(answered(receipt('pending')), [open('pending'), open('refused', { cloudCode: 'X' })])
    expect(await opened.run()).toMatchObject({ failure: { code: 'cloud_refused', cloudCode: 'X' } })
  })
})

describe('an answer that is lost', () => {
  it('is looked up and never asked for again', async () => {
    const opened = dialog(lost, [silent, notRecorded, open('succeeded')])
    expect(await opened.run()).toEqual({ kind: 'arrived', operationId: own })
    expect(opened.told).toEqual(['sending', 'console_silent', 'looking'])
    expect(opened.sent()).toBe(1)
    expect(opened.asked).toEqual([own, own, own])
    expect(opened.elapsed()).toBe(2 * FOLLOW_EVERY_MS)
  })

  it('is nothing sent when the console has no record of it', async () => {
    expect(await dialog(lost, [notRecorded]).run()).toEqual({ kind: 'failed', failure: { code: 'never_recorded' } })
  })

  it('is not called unsent while the console cannot be asked', async () => {
    expect(await dialog(lost, [silent]).run()).toEqual({
      kind: 'failed',
      failure: { code: 'no_word', operationId: own },
    })
  })

  it('asks for a sign-in when the session has ended meanwhile', async () => {
    const signedOut = new ApiError({ code: 'unauthenticated', status: 401 })
    expect(await dialog(lost, [signedOut]).run()).toMatchObject({ failure: { code: 'session_ended' } })
  })

  it('does not take the 404 of somebody else for our record', async () => {
    const foreign = new ApiError({ code: 'not_json', status: 404 })
    expect(await dialog(lost, [foreign]).run()).toMatchObject({ failure: { code: 'no_word' } })
  })
})

it('tells an updated console from a lost answer', async () => {
  const opened = dialog(() => Promise.reject(new RangeError('unrecognised')))
  expect(await opened.run()).toEqual({ kind: 'failed', failure: { code: 'console_updated' } })
  expect(opened.asked).toEqual([])
})

describe('a failure of the console', () => {
  const broken = async (): Promise<WriteAnswer> => ({ ok: false, error: { code: 'internal', correlationId: 'c-1' } })

  it('is looked up before it is called unsent', async () => {
    expect(await dialog(broken, [notRecorded]).run()).toEqual({
      kind: 'failed',
      failure: { code: 'internal', correlationId: 'c-1' },
    })
  })

  it('gives way to the operation when there is one', async () => {
    expect(await dialog(broken, [open('succeeded')]).run()).toEqual({ kind: 'arrived', operationId: own })
  })
})

it('sends nothing from a browser that knows that it is offline, and says so at once', async () => {
  const opened = dialog(lost, [], true)
  expect(await opened.run()).toEqual({ kind: 'failed', failure: { code: 'offline' } })
  expect({ sent: opened.sent(), asked: opened.asked, told: opened.told }).toEqual({ sent: 0, asked: [], told: [] })
  const earlier = { code: 'no_word', operationId: own } as const
  expect(saidAfter(earlier, { code: 'offline' }, own)).toEqual(earlier)
  expect(keepsIntent({ code: 'offline' })).toBe(false)
})

it('keeps the intent only where the first request may still be under way', () => {
  expect(keepsIntent({ code: 'no_word', operationId: own })).toBe(true)
  expect(keepsIntent({ code: 'never_recorded' })).toBe(true)
  expect(keepsIntent({ code: 'not_sent', operationId: own, cause: 'dns' })).toBe(false)
  expect(keepsIntent({ code: 'changed_since_shown' })).toBe(false)
})

describe('what is said of an intent after another attempt', () => {
  const signedOut = { code: 'unauthenticated' } as const
  const storeAway = { code: 'store_unavailable', failure: 'unreachable', correlationId: 'c-1' } as const

  it('stays "not known" while an earlier one may be under way and nobody has looked', () => {
    const earlier = { code: 'no_word', operationId: own } as const
    expect(saidAfter(earlier, storeAway, own)).toEqual(earlier)
    expect(saidAfter(earlier, signedOut, own)).toEqual({ code: 'session_ended', operationId: own })
    expect(keepsIntent(saidAfter(earlier, storeAway, own))).toBe(true)
  })

  it('is the answer itself where there was no earlier one, or one that sent nothing', () => {
    expect(saidAfter(null, storeAway, own)).toBe(storeAway)
    expect(saidAfter({ code: 'not_sent', operationId: own, cause: 'dns' }, signedOut, own)).toBe(signedOut)
  })

  it('is the answer itself where the verb has looked for the operation', () => {
    const changed = { code: 'changed_since_shown' } as const
    expect(saidAfter({ code: 'no_word', operationId: own }, changed, own)).toBe(changed)
  })
})
