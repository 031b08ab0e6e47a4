import { beforeAll, describe, expect, it } from 'vitest'
import { changeRole } from '#lib/auth/server/users/change-role.ts'
import { disableUser } from '#lib/auth/server/users/disable-user.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { certificateOf, timedOut } from '#tests/support/scripted-cloud.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { DAY_MS, scheduleBench } from './schedule-support.ts'
import { MINUTE, tombstoneOf, expectUnsent, expectWaiting } from './carry-out-support.ts'

describeEachEngine('a scheduled deletion that something keeps from being carried out', (openStore) => {
  let store: TestStore
  let admin: VerbContext

  beforeAll(async () => {
    store = await openStore()
    const bench = await scheduleBench(store)
    admin = asAnother(bench.ctx, await signedInUser(store, 'admin', 'admin'))
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
})
