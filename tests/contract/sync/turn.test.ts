import { expect, it } from 'vitest'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import { runPass } from '#lib/sync/server/pass.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { nextSyncAt, syncTurn } from '#lib/sync/server/turn.ts'
import { syncLoop } from '#lib/worker/server/loops.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { benchOn, plan, silence, turn, type SyncBench } from './support.ts'

function revoke(bench: SyncBench, at: number): CloudCertificate {
  const certificate = bench.cloud.truth[at]
  if (!certificate) throw new Error('no such certificate')
  bench.cloud.truth[at] = { ...certificate, vendorStatus: 'REVOKE' }
  return certificate
}

describeEachEngine('the sync loop', (openStore) => {
  it('makes the first mirror in two passes and says when and of how many', async () => {
    const bench = benchOn(await openStore(), 10)
    expect(await readSyncStatus(bench.ctx.db)).toMatchObject({ asOf: null, complete: false, running: null })
    expect(await nextSyncAt(bench.ctx.db, plan)).toBe(0)
    await turn(bench)
    const status = await readSyncStatus(bench.ctx.db)
    expect(status).toMatchObject({ complete: true, seen: 10, vendorTotal: 10, unreachable: null, missing: null })
    const next = await nextSyncAt(bench.ctx.db, plan)
    expect(next - Date.parse(status.asOf ?? '')).toBe(plan.intervalMs)
    expect(bench.cloud.pageSizesAsked.length).toBe(8)
  })

  it('does not wait for the hour that the clock is set back', async () => {
    const bench = benchOn(await openStore(), 3)
    const loop = syncLoop(async () => bench.verbContext, plan)
    await loop.turn(new AbortController().signal)
    const passes = () => bench.ctx.db.selectFrom('sync_passes').select('id').execute()
    const before = (await passes()).length
    expect(await loop.turn(new AbortController().signal)).toBeGreaterThan(0)
    expect((await passes()).length).toBe(before)
    bench.pass(-3_600_000)
    await loop.turn(new AbortController().signal)
    expect((await passes()).length).toBeGreaterThan(before)
    expect(await loop.turn(new AbortController().signal)).toBeGreaterThan(0)
  })

  it('goes by the page size that it is given, and asks for less where that is refused', async () => {
    const bench = benchOn(await openStore(), 10, 3)
    bench.cloud.events.push({
      kind: 'fail',
      failure: { kind: 'refused', message: 'ShowSize', code: 'InvalidShowSize' },
    })
    expect(await runPass(bench.ctx)).toMatchObject({ kind: 'done' })
    expect(bench.cloud.pageSizesAsked).toEqual([100, 50, 3, 3, 3, 3])
    expect((await bench.alive()).size).toBe(10)
  })

  it('buries what has vanished only after NotFound, with the evidence in the audit', async () => {
    const bench = benchOn(await openStore(), 10)
    await turn(bench)
    const gone = bench.cloud.truth.splice(3, 2).map(({ identifier }) => identifier)
    bench.cloud.describeFailure = silence
    await turn(bench)
    expect((await bench.alive()).size).toBe(10)
    expect((await readSyncStatus(bench.ctx.db)).complete).toBe(false)
    bench.cloud.describeFailure = null
    await turn(bench)
    expect(await bench.buried('elsewhere')).toEqual(new Set(gone))
    expect(await bench.findings()).toEqual(
      gone.map((identifier) => ({ finding: 'deleted_elsewhere', identifier, outcome: 'done' })),
    )
    expect((await readSyncStatus(bench.ctx.db)).complete).toBe(true)
  })

  it('leaves to reading back what an open deletion of ours may have done, and counts none of our own', async () => {
    const bench = benchOn(await openStore(), 60)
    await turn(bench)
    const [open, ...ours] = bench.cloud.truth.splice(0, 41).map(({ identifier }) => identifier)
    await insertOperation(bench.ctx.db, { identifier: open ?? '', kind: 'delete', state: 'unknown' })
    for (const identifier of ours) {
      await transaction(bench.ctx.db, (trx) =>
        applyToMirror(trx, bench.ctx, { kind: 'delete', identifier, at: bench.ctx.clock.now() }),
      )
    }
    await turn(bench)
    expect((await bench.buried('elsewhere')).size).toBe(0)
    expect((await bench.buried('here')).size).toBe(40)
    expect((await readSyncStatus(bench.ctx.db)).missing).toBeNull()
    expect(bench.cloud.saidNotFound.size).toBe(0)
  })

  it('finds what was revoked elsewhere, once, and does not take our own for it', async () => {
    const bench = benchOn(await openStore(), 8)
    revoke(bench, 7)
    await turn(bench)
    expect(await bench.findings()).toEqual([])
    const elsewhere = revoke(bench, 1)
    const ours = revoke(bench, 2)
    await insertOperation(bench.ctx.db, { identifier: ours.identifier, kind: 'revoke', state: 'pending' })
    await turn(bench)
    await turn(bench)
    expect(await bench.findings()).toEqual([
      { finding: 'revoked_elsewhere', identifier: elsewhere.identifier, outcome: 'done' },
    ])
  })

  it('does not let a list that lags undo a revocation, but a live reading may', async () => {
    const bench = benchOn(await openStore(), 5)
    await turn(bench)
    const identifier = bench.cloud.truth[2]?.identifier ?? ''
    await transaction(bench.ctx.db, (trx) =>
      applyToMirror(trx, bench.ctx, { kind: 'revoke', identifier, at: bench.ctx.clock.now() }),
    )
    await runPass(bench.ctx)
    const statusOf = async () =>
      (
        await bench.ctx.db
          .selectFrom('certificates')
          .select('vendor_status')
          .where('identifier', '=', identifier)
          .executeTakeFirst()
      )?.vendor_status
    expect(await statusOf()).toBe('REVOKE')
    await turn(bench)
    expect(await statusOf()).toBe('ISSUE')
    expect(await bench.findings()).toEqual([{ finding: 'not_revoked_after_all', identifier, outcome: 'done' }])
  })

  it('raises a tombstone only by a live reading', async () => {
    const bench = benchOn(await openStore(), 5)
    await turn(bench)
    const identifier = bench.cloud.truth[2]?.identifier ?? ''
    await transaction(bench.ctx.db, (trx) =>
      applyToMirror(trx, bench.ctx, { kind: 'delete', identifier, at: bench.ctx.clock.now() }),
    )
    bench.cloud.describeFailure = silence
    await turn(bench)
    expect((await bench.alive()).has(identifier)).toBe(false)
    bench.cloud.describeFailure = null
    await turn(bench)
    expect((await bench.alive()).has(identifier)).toBe(true)
    expect(await bench.findings()).toEqual([{ finding: 'not_deleted_after_all', identifier, outcome: 'done' }])
  })

  it('ends before its next call when the process is to stop, and is taken up at once', async () => {
    const store = await openStore()
    const bench = benchOn(store, 40)
    bench.cloud.listCertificates = stoppingAfter(bench, 3)
    await syncTurn(bench.ctx, plan)
    expect(await readFact(store.db, 'vendor_unreachable')).toBeNull()
    expect((await readSyncStatus(store.db)).asOf).toBeNull()
    expect(await nextSyncAt(store.db, plan)).toBe(0)
  })

  it('counts a pass that was killed for nothing', async () => {
    const store = await openStore()
    const bench = benchOn(store, 6)
    await store.db
      .insertInto('sync_passes')
      .values({
        started_at: 1,
        ended_at: null,
        state: 'running',
        complete: 0,
        pages: 3,
        rows: 12,
        vendor_total: 40,
        missing: '',
        failure: null,
      })
      .execute()
    expect((await readSyncStatus(store.db)).running).toMatchObject({ pages: 3, seen: 12 })
    expect(await nextSyncAt(store.db, plan)).toBe(0)
    await turn(bench)
    const states = await store.db.selectFrom('sync_passes').select(['state', 'failure']).orderBy('id').execute()
    expect(states[0]).toEqual({ state: 'failed', failure: 'interrupted' })
    expect((await readSyncStatus(store.db)).complete).toBe(true)
  })
})

function stoppingAfter(bench: SyncBench, calls: number): SyncBench['cloud']['listCertificates'] {
  const list = bench.cloud.listCertificates
  let left = calls
  return async (input) => {
    left -= 1
    if (left === 0) bench.stop()
    return list(input)
  }
}
