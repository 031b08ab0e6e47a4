import { beforeAll, describe, expect, it } from 'vitest'
import { getAuditRecord } from '#lib/audit/server/get-record.ts'
import { listAudit } from '#lib/audit/server/list.ts'
import { changeRole } from '#lib/auth/server/users/change-role.ts'
import { acknowledgeOperation } from '#lib/operations/server/acknowledge.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { DELETION_MARGIN_MS } from '#lib/operations/schedule.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { notSent, refused, timedOut } from '#tests/support/scripted-cloud.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { scheduleBench } from './schedule-support.ts'
import { MINUTE, lastOf, tombstoneOf, expectWaiting } from './carry-out-support.ts'

describeEachEngine('a scheduled deletion whose day has come', (openStore) => {
  let store: TestStore
  let admin: VerbContext

  beforeAll(async () => {
    store = await openStore()
    const bench = await scheduleBench(store)
    admin = asAnother(bench.ctx, await signedInUser(store, 'admin', 'admin'))
  })

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
