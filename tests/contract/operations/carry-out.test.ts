import { beforeAll, describe, expect, it } from 'vitest'
import { getAuditRecord } from '#lib/audit/server/get-record.ts'
import { listAudit } from '#lib/audit/server/list.ts'
import { changeRole } from '#lib/auth/server/users/change-role.ts'
import { disableUser } from '#lib/auth/server/users/disable-user.ts'
import { getOverview } from '#lib/overview/server/get.ts'
import { acknowledgeOperation } from '#lib/operations/server/acknowledge.ts'
import { listOperations } from '#lib/operations/server/list.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { DELETION_MARGIN_MS } from '#lib/operations/schedule.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { certificateOf, notSent, refused, timedOut } from '#tests/support/scripted-cloud.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { DAY_MS, scheduleBench, type ScheduleBench } from './schedule-support.ts'

const MINUTE = 60_000

describeEachEngine('a scheduled deletion whose day has come', (openStore) => {
  let store: TestStore
  let admin: VerbContext

  beforeAll(async () => {
    store = await openStore()
    const bench = await scheduleBench(store)
    admin = asAnother(bench.ctx, await signedInUser(store, 'admin', 'admin'))
  })

  const lastOf = async (bench: ScheduleBench) => (await bench.events()).at(-1)
  const tombstoneOf = (bench: ScheduleBench) =>
    store.db
      .selectFrom('certificates')
      .select(['deleted_how', 'pem', 'revoke_time'])
      .where('identifier', '=', bench.identifier)
      .executeTakeFirstOrThrow()

  /** Nothing was sent, and it waits for a person who finds it on both pages. */
  async function expectUnsent(bench: ScheduleBench, id: string, cause: string): Promise<void> {
    expect(bench.cloud.writes).toEqual([])
    expect(await bench.operation(id)).toMatchObject({ state: 'not_sent', cause, attendedAt: null })
    expect(await lastOf(bench)).toMatchObject({
      action: 'delete_certificate',
      outcome: 'not_sent',
      details: { cause },
    })
    await expectWaiting(bench, id, true)
    // It is over: the next turns leave it alone.
    bench.pass(2 * DAY_MS)
    await bench.work()
    expect(bench.cloud.writes).toEqual([])
  }

  async function expectWaiting(bench: ScheduleBench, id: string, isWaiting: boolean): Promise<void> {
    const listed = await listOperations(bench.ctx, { state: ['unattended'], limit: 500 })
    const overview = await getOverview(bench.ctx, {})
    if (!listed.ok || !overview.ok) throw new Error('not listed')
    expect(listed.value.items.some((item) => item.id === id)).toBe(isWaiting)
    if (isWaiting) expect(overview.value.needsHuman.total).toBeGreaterThan(0)
  }

  describe('is carried out', () => {
    it('once, in the requester’s name and through the worker, and leaves a tombstone', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const { attempt } = await bench.stored(id)
      bench.passToDue()
      await bench.work()
      await bench.work()
      expect(bench.cloud.writes).toMatchObject([{ operation: 'DeleteClientCertificate', identifier: bench.identifier }])
      const requestId = bench.cloud.writes[0]?.requestId
      expect(await bench.operation(id)).toMatchObject({
        state: 'succeeded',
        settledBy: 'answer',
        causeProven: true,
        requestId,
        readings: [],
      })
      expect(await tombstoneOf(bench)).toMatchObject({ deleted_how: 'here', pem: bench.pem })
      expect((await tombstoneOf(bench)).revoke_time).not.toBeNull()

      const { actor } = bench.ctx
      if (actor.kind !== 'user') throw new Error('nobody asked')
      const audit = await listAudit(admin, { q: bench.identifier, action: ['delete_certificate'] })
      if (!audit.ok) throw new Error(audit.error.code)
      // The correlation of the wish leads to its end.
      expect(audit.value.items).toMatchObject([
        { outcome: 'succeeded', actor: actor.email, via: 'worker:deletions', correlationId: attempt, address: null },
        { outcome: 'requested', actor: actor.email, via: 'worker:deletions', correlationId: attempt, address: null },
      ])
      const record = await getAuditRecord(admin, { sequence: audit.value.items[0]?.sequence })
      expect(record).toMatchObject({ ok: true, value: { role: 'operator', session: null, operationId: id } })
    })

    it('not a moment before: not at the certificate’s end, nor within the margin after it', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.passToDue()
      bench.pass(-1)
      await bench.work()
      bench.pass(-DELETION_MARGIN_MS)
      await bench.work()
      expect(bench.cloud.writes).toEqual([])
      expect(await bench.operation(id)).toMatchObject({ state: 'scheduled', readings: [] })
    })

    it('not before its time by the vendor’s clock, where ours is ahead', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.passToDue()
      bench.cloud.skewMs = 10 * MINUTE
      await bench.work()
      expect(bench.cloud.writes).toEqual([])
      expect(await bench.operation(id)).toMatchObject({ state: 'scheduled', readings: [{ failure: 'clock_ahead' }] })
      bench.pass(10 * MINUTE)
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state: 'succeeded', readings: [] })
    })

    it('later rather than earlier, where our clock is behind', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.passToDue()
      bench.pass(-MINUTE)
      bench.cloud.skewMs = -10 * MINUTE
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state: 'scheduled' })
    })

    it('with the role that the requester has by then', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const { actor } = bench.ctx
      if (actor.kind !== 'user') throw new Error('nobody asked')
      await changeRole(admin, { userId: actor.userId, role: 'admin' })
      bench.passToDue()
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state: 'succeeded' })
      const audit = await listAudit(admin, { q: bench.identifier, outcome: ['succeeded'] })
      if (!audit.ok) throw new Error(audit.error.code)
      expect(await getAuditRecord(admin, { sequence: audit.value.items[0]?.sequence })).toMatchObject({
        value: { role: 'admin' },
      })
    })

    it('by one of two workers that try at the same moment', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.passToDue()
      await Promise.all([bench.work(), bench.work(), bench.work()])
      expect(bench.cloud.writes).toHaveLength(1)
      expect(await bench.operation(id)).toMatchObject({ state: 'succeeded' })
    })
  })

  describe('is not carried out', () => {
    it('for a user who has been disabled, even while the vendor is silent', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const { actor } = bench.ctx
      if (actor.kind !== 'user') throw new Error('nobody asked')
      await disableUser(admin, { userId: actor.userId })
      bench.passToDue()
      bench.cloud.readFailure = { kind: 'unreachable', message: 'down' }
      await bench.work()
      bench.cloud.readFailure = null
      await expectUnsent({ ...bench, ctx: admin }, id, 'requester_disabled')
    })

    it('for a user who may no longer delete', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const { actor } = bench.ctx
      if (actor.kind !== 'user') throw new Error('nobody asked')
      await changeRole(admin, { userId: actor.userId, role: 'auditor' })
      bench.passToDue()
      await bench.work()
      await expectUnsent({ ...bench, ctx: admin }, id, 'requester_not_permitted')
    })

    it('for a user who is disabled while the call is being prepared', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const { actor } = bench.ctx
      if (actor.kind !== 'user') throw new Error('nobody asked')
      const prepare = bench.cloud.prepareWrite
      bench.cloud.prepareWrite = async (...of) => {
        await disableUser(admin, { userId: actor.userId })
        return prepare(...of)
      }
      bench.passToDue()
      await bench.work()
      await expectUnsent({ ...bench, ctx: admin }, id, 'requester_disabled')
    })

    it('when it is not revoked any more', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const [certificate] = bench.cloud.certificates.values()
      if (certificate) bench.cloud.certificates.set(bench.identifier, { ...certificate, vendorStatus: 'ISSUE' })
      bench.passToDue()
      await bench.work()
      await expectUnsent(bench, id, 'not_revoked')
    })

    it.each([
      ['another certificate stands under the Identifier', { sha256: 'f'.repeat(64), serialNumber: '01' }, 'changed'],
      ['its end has moved', { notAfter: Date.now() + 900 * DAY_MS }, 'not_expired'],
    ] as const)('when %s', async (_what, over, cause) => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.certificates.set(
        bench.identifier,
        certificateOf(bench.identifier, { vendorStatus: 'REVOKE', ...over }),
      )
      bench.passToDue()
      await bench.work()
      await expectUnsent(bench, id, cause)
    })

    it('when it is gone: then there is a tombstone, and nobody is asked', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.certificates.delete(bench.identifier)
      bench.passToDue()
      await bench.work()
      expect(bench.cloud.writes).toEqual([])
      expect(await bench.operation(id)).toMatchObject({ state: 'cancelled', cause: 'deleted_elsewhere' })
      expect(await tombstoneOf(bench)).toMatchObject({ deleted_how: 'elsewhere', pem: bench.pem })
      await expectWaiting(bench, id, false)
    })

    it('once it has been cancelled while the call was being prepared', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const prepare = bench.cloud.prepareWrite
      bench.cloud.prepareWrite = async (...of) => {
        expect(await bench.cancel(id)).toMatchObject({ ok: true })
        return prepare(...of)
      }
      bench.passToDue()
      await bench.work()
      expect(bench.cloud.writes).toEqual([])
      expect(await bench.operation(id)).toMatchObject({ state: 'cancelled', settledBy: 'human' })
    })

    it('or is, and then cannot be cancelled: of both at once exactly one happens', async () => {
      for (let round = 0; round < 10; round += 1) {
        const bench = await scheduleBench(store)
        const id = await bench.scheduled()
        bench.passToDue()
        const [cancelled] = await Promise.all([bench.cancel(id), bench.work()])
        const { state } = await bench.operation(id)
        expect(state).toBe(cancelled.ok ? 'cancelled' : 'succeeded')
        expect(bench.cloud.writes).toHaveLength(cancelled.ok ? 0 : 1)
      }
    })
  })

  describe('waits', () => {
    it('for a vendor that cannot be read, later and later, without an event each time', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      let reads = 0
      const { getCertificate } = bench.cloud
      bench.cloud.getCertificate = (...of) => {
        reads += 1
        return getCertificate(...of)
      }
      bench.cloud.readFailure = { kind: 'unreachable', message: 'down' }
      bench.passToDue()
      for (let second = 0; second < 1_200; second += 5) {
        await bench.work()
        bench.pass(5_000)
      }
      // After 0, 1, 3, 7 and 15 minutes.
      expect(reads).toBe(5)
      expect(await bench.operation(id)).toMatchObject({
        state: 'scheduled',
        readings: Array(5).fill({ failure: 'unreachable' }),
      })
      expect(await bench.events()).toHaveLength(1)
      bench.cloud.readFailure = null
      bench.pass(16 * MINUTE)
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state: 'succeeded' })
    })

    it('for a person, when a day of tries has come to nothing', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.readFailure = { kind: 'forbidden', message: 'no' }
      bench.passToDue()
      for (let hour = 0; hour < 30; hour += 0.5) {
        await bench.work()
        bench.pass(30 * MINUTE)
      }
      bench.cloud.readFailure = null
      await expectUnsent(bench, id, 'given_up')
    })

    it('for an operation that is open on the same certificate, and is carried out once that has ended without effect', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.passToDue()
      bench.cloud.script = [{ outcome: timedOut, applied: false }]
      const { operationId } = await bench.write('delete')
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state: 'scheduled', readings: [{ failure: 'operation_open' }] })
      bench.pass(25_001)
      await reconcileDue(bench.ctx)
      bench.pass(10_000)
      await reconcileDue(bench.ctx)
      expect(await bench.operation(operationId)).toMatchObject({ state: 'not_done' })
      bench.pass(MINUTE)
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state: 'succeeded' })
      expect(bench.cloud.writes).toHaveLength(2)
    })

    it('for a free call', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      const { limiter } = bench.ctx.writes
      const writes = {
        ...bench.ctx.writes,
        limiter: {
          ...limiter,
          takeInTransaction: async () => ({ freeAt: 0, isPaused: true }),
          whenFree: async () => false,
        },
      }
      bench.passToDue()
      await bench.work({ writes })
      expect(await bench.operation(id)).toMatchObject({ state: 'scheduled', readings: [{ failure: 'vendor_pause' }] })
      expect(await bench.events()).toHaveLength(1)
    })

    it('while the worker stops: no call begins, and it stays scheduled', async () => {
      for (const moment of ['before', 'reading', 'preparing', 'revoke time']) {
        const stop = new AbortController()
        const bench = await scheduleBench(store, {}, { stopping: stop.signal })
        const id = await bench.scheduled()
        bench.passToDue()
        const hang = async () => {
          stop.abort()
          return new Promise<never>(() => undefined)
        }
        if (moment === 'before') stop.abort()
        if (moment === 'reading') bench.cloud.getCertificate = hang
        if (moment === 'preparing') bench.cloud.prepareWrite = hang
        if (moment === 'revoke time') bench.cloud.getStatuses = hang
        await bench.work()
        expect(bench.cloud.writes, moment).toEqual([])
        expect(await bench.operation(id), moment).toMatchObject({ state: 'scheduled', readings: [] })
      }
    })

    it('for nobody else: one that fails in an unforeseen way does not hold up the others', async () => {
      const own = await openStore()
      const [bad, good] = [await scheduleBench(own), await scheduleBench(own)]
      const [badId, goodId] = [await bad.scheduled(), await good.scheduled()]
      const both = new Map([...bad.cloud.certificates, ...good.cloud.certificates])
      for (const [identifier, certificate] of both) good.cloud.certificates.set(identifier, certificate)
      const { getCertificate } = good.cloud
      good.cloud.getCertificate = (identifier, options) => {
        if (identifier === bad.identifier) throw new Error('on purpose')
        return getCertificate(identifier, options)
      }
      good.passToDue()
      good.pass(MINUTE)
      await good.work()
      expect(await good.operation(badId)).toMatchObject({ state: 'scheduled', readings: [{ failure: 'internal' }] })
      expect(await good.operation(goodId)).toMatchObject({ state: 'succeeded' })
    })
  })

  describe('ends as every call does', () => {
    it.each([
      ['refused by the vendor', refused, 'refused', null],
      ['that could not be sent', notSent, 'not_sent', 'connect'],
    ] as const)('one %s: it waits for a person until somebody takes note', async (_what, outcome, state, cause) => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.script = [{ outcome, applied: false }]
      bench.passToDue()
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state, cause, attendedAt: null })
      await expectWaiting(bench, id, true)
      const viewer = asAnother(bench.ctx, await signedInUser(store, 'viewer', `viewer-${id}`))
      expect(await acknowledgeOperation(viewer, { operationId: id })).toMatchObject({ error: { code: 'forbidden' } })
      expect(await acknowledgeOperation(bench.ctx, { operationId: id })).toMatchObject({ ok: true, value: { state } })
      expect(await lastOf(bench)).toMatchObject({
        action: 'acknowledge_operation',
        outcome: 'done',
        details: { state },
      })
      const attended = await bench.operation(id)
      expect([attended.state, typeof attended.attendedAt]).toEqual([state, 'string'])
      await expectWaiting(bench, id, false)
      expect(await acknowledgeOperation(bench.ctx, { operationId: id })).toMatchObject({
        error: { code: 'nothing_to_acknowledge' },
      })
    })

    it('and nobody has to take note of it once the deletion has been tried again', async () => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.script = [{ outcome: refused, applied: false }]
      bench.passToDue()
      await bench.work()
      await expectWaiting(bench, id, true)
      expect(await bench.write('delete')).toMatchObject({ state: 'succeeded' })
      await expectWaiting(bench, id, false)
    })

    it.each([
      ['succeeded', true],
      ['not_done', false],
    ] as const)('without an answer it is read back: %s, and never called a second time', async (state, applied) => {
      const bench = await scheduleBench(store)
      const id = await bench.scheduled()
      bench.cloud.script = [{ outcome: timedOut, applied }]
      bench.passToDue()
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state: 'unknown', readings: [] })
      bench.pass(25_001)
      await bench.work()
      await reconcileDue(bench.ctx)
      bench.pass(10_000)
      await reconcileDue(bench.ctx)
      await bench.work()
      expect(await bench.operation(id)).toMatchObject({ state, settledBy: 'read_back' })
      expect(bench.cloud.writes).toHaveLength(1)
      await expectWaiting(bench, id, state === 'not_done')
    })

    it('after a death between any two steps: still scheduled, or an operation that reading back settles', async () => {
      for (const step of ['prepared', 'recorded', 'answered'] as const) {
        const bench = await scheduleBench(store)
        const id = await bench.scheduled()
        bench.passToDue()
        const died = new Error('killed')
        const reached = (at: string) => {
          if (at === step) throw died
        }
        // What the process would still have done is not done: its words are lost with it.
        const log = () => undefined
        const dead = { ...bench.ctx.writes, reached }
        await bench.work({ writes: dead, log, db: store.db })
        const { state } = await bench.stored(id)
        expect(state, step).toBe(step === 'prepared' ? 'scheduled' : 'pending')
        bench.pass(5 * MINUTE)
        await reconcileDue(bench.ctx)
        bench.pass(10_000)
        await reconcileDue(bench.ctx)
        await bench.work()
        expect((await bench.stored(id)).state, step).toBe(step === 'recorded' ? 'not_done' : 'succeeded')
        expect(bench.cloud.writes, step).toHaveLength(step === 'recorded' ? 0 : 1)
      }
    })
  })
})
