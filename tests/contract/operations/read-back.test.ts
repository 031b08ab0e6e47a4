import { randomUUID } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { actorLabel } from '#lib/auth/actor.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { settleOperation } from '#lib/operations/server/settle.ts'
import { readBackAccepted } from '#lib/operations/server/vendor-status.ts'
import { reconcileLoop, statusLoop } from '#lib/worker/server/loops.ts'
import { describeEachEngine, type TestStore } from '#tests/support/engines.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { certificateOf, timedOut } from '#tests/support/scripted-cloud.ts'
import { asAnother } from '#tests/support/write-context.ts'
import { writeBench } from './support.ts'

describeEachEngine('reading back', (openStore) => {
  let store: TestStore

  beforeEach(async () => {
    store = await openStore()
  })

  it('settles within a minute although the vendor’s status says nothing', async () => {
    const bench = await writeBench(store)
    bench.cloud.getStatuses = () => new Promise(() => undefined)
    const other = certificateOf('accepted')
    bench.cloud.certificates.set(other.identifier, other)
    // Accepted, and asked about by the loop of its own, which hangs.
    const accepted = await insertOperation(store.db, { identifier: 'accepted', kind: 'revoke', state: 'succeeded' })
    const { db } = store
    const snapshot = JSON.stringify({ identifier: 'accepted', serialNumber: 'aa' })
    await db
      .updateTable('operations')
      .set({ snapshot, requested_at: bench.ctx.clock.now() })
      .where('id', '=', accepted)
      .execute()
    const contextOf = async () => bench.ctx
    const stopping = new AbortController()
    void statusLoop(contextOf).turn(stopping.signal)

    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    const startedAt = bench.ctx.clock.now()
    const { operationId } = await bench.write('revoke')
    bench.pass(10_000)
    const loop = reconcileLoop(contextOf)
    while ((await bench.operation(operationId)).state === 'unknown') {
      const next = await loop.turn(stopping.signal)
      bench.pass(Math.max(1, next))
    }
    expect(await bench.operation(operationId)).toMatchObject({ state: 'succeeded', settledBy: 'read_back' })
    expect(bench.ctx.clock.now() - startedAt).toBeLessThan(60_000)
    expect(bench.cloud.writes).toHaveLength(1)
  })

  it('begins no other reading once the worker is told to stop', async () => {
    const bench = await writeBench(store)
    for (const identifier of ['one', 'other']) {
      await insertOperation(store.db, { identifier, kind: 'revoke', state: 'unknown' })
    }
    const stop = new AbortController()
    const read: string[] = []
    bench.cloud.getCertificate = async (identifier) => {
      read.push(identifier)
      stop.abort()
      return { ok: false, error: { kind: 'unreachable', message: 'no answer' } }
    }
    await reconcileLoop(async () => bench.ctx).turn(stop.signal)
    expect(read).toHaveLength(1)
  })

  it('settles a silent success, without a second call', async () => {
    const bench = await writeBench(store)
    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    const { operationId } = await bench.write('revoke')
    expect(await reconcileDue(bench.ctx)).toMatchObject({ settled: 0 })
    bench.pass(25_001)
    expect(await reconcileDue(bench.ctx)).toMatchObject({ settled: 1 })
    expect(await bench.operation(operationId)).toMatchObject({
      state: 'succeeded',
      settledBy: 'read_back',
      requestId: null,
    })
    expect(bench.cloud.writes).toHaveLength(1)
    expect((await bench.events()).at(-1)).toMatchObject({ action: 'reconcile_operation', outcome: 'succeeded' })
  })

  it.each([
    ['inside the window', 1_000, true],
    ['an hour before it', 1_000 - 3_600_000, false],
  ])('proves the cause only by a RevokeTime that falls into the window: %s', async (_name, afterWrite, isProven) => {
    const bench = await writeBench(store)
    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    const { operationId } = await bench.write('revoke')
    const revokeTime = bench.ctx.clock.now() + afterWrite
    const statuses = bench.cloud.getStatuses
    bench.cloud.getStatuses = async (identifiers) => {
      const answer = await statuses(identifiers)
      if (!answer.ok) return answer
      return { ok: true, value: { ...answer.value, value: answer.value.value.map((row) => ({ ...row, revokeTime })) } }
    }
    bench.pass(25_001)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'succeeded', causeProven: false })
    await readBackAccepted(bench.ctx, new Map())
    expect(await bench.operation(operationId)).toMatchObject({ state: 'succeeded', causeProven: isProven })
  })

  it('believes "not done" only after two readings, and then allows another attempt', async () => {
    const bench = await writeBench(store)
    bench.cloud.script = [{ outcome: timedOut, applied: false }]
    const { operationId } = await bench.write('revoke')
    bench.pass(25_001)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'unknown' })
    const again = await bench.confirm('revoke', await bench.confirmation('revoke'), asAnother(bench.ctx))
    expect(again).toMatchObject({ ok: true, value: { joined: true, state: 'unknown' } })
    bench.pass(10_000)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'not_done', settledBy: 'read_back' })
    expect(await bench.write('revoke')).toMatchObject({ state: 'succeeded', joined: false })
    expect(bench.cloud.writes).toHaveLength(2)
  })

  it('asks a human when it gives no verdict, and is settled by hand once', async () => {
    const bench = await writeBench(store)
    bench.cloud.script = [{ outcome: timedOut, applied: false }]
    const { operationId } = await bench.write('revoke')
    bench.cloud.certificates.delete(bench.identifier)
    bench.pass(25_001)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'needs_human' })
    const verdict = { operationId, verdict: 'not_done', comment: 'ActionTrail shows no such event' }
    expect(await settleOperation(bench.ctx, verdict)).toMatchObject({ ok: true, value: { state: 'not_done' } })
    const twice = await settleOperation(bench.ctx, verdict)
    expect(twice).toMatchObject({ ok: false, error: { code: 'not_open_for_settling' } })
    expect(await bench.operation(operationId)).toMatchObject({
      settledBy: 'human',
      settledByPerson: actorLabel(bench.ctx.actor),
      settledComment: verdict.comment,
    })
  })

  it('takes up what a dead process left pending', async () => {
    const bench = await writeBench(store)
    bench.cloud.onWrite = () => Promise.reject(new Error('killed'))
    const operationId = randomUUID()
    const input = await bench.confirmation('revoke', { operationId })
    await expect(bench.confirm('revoke', input)).rejects.toThrow('killed')
    expect(await bench.operation(operationId)).toMatchObject({ state: 'pending' })
    bench.pass(25_001)
    await reconcileDue(bench.ctx)
    bench.pass(10_000)
    await reconcileDue(bench.ctx)
    expect(await bench.operation(operationId)).toMatchObject({ state: 'not_done', cause: 'process_lost' })
  })

  it('keeps the RequestId of an answer that comes after it', async () => {
    const bench = await writeBench(store)
    bench.cloud.onWrite = async () => {
      bench.cloud.certificates.set(bench.identifier, certificateOf(bench.identifier, { vendorStatus: 'REVOKE' }))
      bench.pass(25_001)
      await reconcileDue(asAnother(bench.ctx, { kind: 'worker', name: 'reconcile' }))
    }
    const { operationId, requestId } = await bench.write('revoke')
    expect(requestId).not.toBeNull()
    expect(await bench.operation(operationId)).toMatchObject({
      state: 'succeeded',
      settledBy: 'read_back',
      requestId,
      causeProven: true,
      cause: null,
    })
  })

  it('tells the audit of every reading that was made, also where not all are kept', async () => {
    const bench = await writeBench(store)
    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    const { operationId } = await bench.write('revoke')
    bench.cloud.readFailure = { kind: 'unreachable', message: 'no route' }
    bench.pass(25_001)
    const unreadable = 60
    for (let read = 0; read < unreadable; read += 1) {
      await reconcileDue(bench.ctx)
      bench.pass(60_000)
    }
    bench.cloud.readFailure = null
    expect(await reconcileDue(bench.ctx)).toMatchObject({ settled: 1 })
    expect((await bench.events()).at(-1)).toMatchObject({
      action: 'reconcile_operation',
      outcome: 'succeeded',
      details: { readings: unreadable + 1 },
    })
    const operation = await bench.operation(operationId)
    expect(operation).toMatchObject({ state: 'succeeded', readingsMade: unreadable + 1 })
    expect(operation.readings.length).toBeLessThan(unreadable)
  })

  it('reads a new one at once, however many older ones wait for a person', async () => {
    const bench = await writeBench(store)
    for (let stuck = 0; stuck < 60; stuck += 1) {
      await insertOperation(store.db, { identifier: `stuck-${String(stuck)}`, kind: 'revoke', state: 'needs_human' })
    }
    bench.cloud.script = [{ outcome: timedOut, applied: true }]
    const { operationId } = await bench.write('revoke')
    bench.pass(25_001)
    const asked: string[] = []
    const read = bench.cloud.getCertificate
    bench.cloud.getCertificate = (identifier, options) => {
      asked.push(identifier)
      return read(identifier, options)
    }
    expect(await reconcileDue(bench.ctx)).toMatchObject({ settled: 1 })
    expect((await bench.operation(operationId)).state).toBe('succeeded')
    expect(asked[0]).toBe(bench.identifier)
    expect(asked.length).toBeLessThanOrEqual(10)
    // The others have their turn too, a few at a time.
    for (let turn = 0; turn < 20; turn += 1) await reconcileDue(bench.ctx)
    expect(new Set(asked).size).toBe(61)
  })
})
