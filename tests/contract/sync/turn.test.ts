import { expect, it } from 'vitest'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import type { CloudCertificate, ReadFailure } from '#lib/cloud/server/port.ts'
import { err } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import { buryMissing, keepMissing } from '#lib/sync/server/decide-missing.ts'
import { runPass } from '#lib/sync/server/pass.ts'
import { noteSilence } from '#lib/sync/server/reach.ts'
import { runSync } from '#lib/sync/server/run.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { nextSyncAt, syncTurn } from '#lib/sync/server/turn.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation } from '#tests/support/inventory.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { benchOn, type SyncBench } from './support.ts'

const plan = { intervalMs: 300_000 }
const silence: ReadFailure = { kind: 'unreachable', message: 'no complete answer came in time' }

function revoke(bench: SyncBench, at: number): CloudCertificate {
  const certificate = bench.cloud.truth[at]
  if (!certificate) throw new Error('no such certificate')
  bench.cloud.truth[at] = { ...certificate, vendorStatus: 'REVOKE' }
  return certificate
}

async function turn(bench: SyncBench): Promise<void> {
  bench.pass(plan.intervalMs)
  await syncTurn(bench.ctx, plan)
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
        applyToMirror(trx, { kind: 'delete', identifier, at: bench.ctx.clock.now() }),
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
      applyToMirror(trx, { kind: 'revoke', identifier, at: bench.ctx.clock.now() }),
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
      applyToMirror(trx, { kind: 'delete', identifier, at: bench.ctx.clock.now() }),
    )
    bench.cloud.describeFailure = silence
    await turn(bench)
    expect((await bench.alive()).has(identifier)).toBe(false)
    bench.cloud.describeFailure = null
    await turn(bench)
    expect((await bench.alive()).has(identifier)).toBe(true)
    expect(await bench.findings()).toEqual([{ finding: 'not_deleted_after_all', identifier, outcome: 'done' }])
  })

  it('says since when the vendor is silent, tries less and less often, and forgets it when it speaks', async () => {
    const bench = benchOn(await openStore(), 5)
    await turn(bench)
    const delays: number[] = []
    let since: string | undefined
    for (let failures = 1; failures <= 8; failures += 1) {
      bench.cloud.events.push({ kind: 'fail', failure: silence })
      await turn(bench)
      const { unreachable, asOf } = await readSyncStatus(bench.ctx.db)
      expect(asOf).not.toBeNull()
      since ??= unreachable?.since
      expect(unreachable).toMatchObject({ since, kind: 'unreachable' })
      delays.push((await nextSyncAt(bench.ctx.db, plan)) - bench.ctx.clock.now())
    }
    expect(delays[0]).toBeLessThanOrEqual(5_000)
    expect(delays.every((delay, index) => index === 0 || delay >= (delays[index - 1] ?? 0) - 10_000)).toBe(true)
    expect(Math.max(...delays)).toBeLessThanOrEqual(plan.intervalMs)
    await turn(bench)
    expect((await readSyncStatus(bench.ctx.db)).unreachable).toBeNull()
  })

  it('is as patient with a vendor that has never answered, whoever asks for a reading', async () => {
    const store = await openStore()
    const bench = benchOn(store, 5)
    bench.cloud.listAuthorities = async () => err(silence)
    await syncTurn(bench.ctx, plan)
    expect(await nextSyncAt(store.db, plan)).toBeGreaterThan(bench.ctx.clock.now())
    const operator = asAnother(bench.verbContext, await signedInUser(store, 'operator', 'patient'))
    expect(await runSync(operator, {})).toMatchObject({ ok: true })
    expect(await nextSyncAt(store.db, plan)).toBe(0)
    await syncTurn(bench.ctx, plan)
    expect((await readSyncStatus(store.db)).requestedAt).toBeNull()
    expect(await nextSyncAt(store.db, plan)).toBeGreaterThan(bench.ctx.clock.now())
  })

  it('leaves a store alone for a while that takes nothing', async () => {
    const bench = benchOn(await openStore(), 5)
    bench.cloud.listAuthorities = async () => err({ kind: 'store_full', message: 'full' })
    expect(await syncTurn(bench.ctx, plan)).toBeGreaterThanOrEqual(1_000)
    expect(await readFact(bench.ctx.db, 'vendor_unreachable')).toBeNull()
  })

  it('looks at once when a page found the vendor silent, and spends no pass where it answers', async () => {
    const bench = benchOn(await openStore(), 5)
    await turn(bench)
    const asked = bench.cloud.pageSizesAsked.length
    await noteSilence(bench.ctx, silence)
    expect(await nextSyncAt(bench.ctx.db, plan)).toBeLessThanOrEqual(bench.ctx.clock.now())
    await syncTurn(bench.ctx, plan)
    expect((await readSyncStatus(bench.ctx.db)).unreachable).toBeNull()
    expect(bench.cloud.pageSizesAsked).toHaveLength(asked)
  })

  it('reads again at once when somebody asks, also while the vendor is silent', async () => {
    const store = await openStore()
    const bench = benchOn(store, 5)
    await turn(bench)
    const operator = asAnother(bench.verbContext, await signedInUser(store, 'operator', 'op'))
    const viewer = asAnother(bench.verbContext, await signedInUser(store, 'viewer', 'viewer'))
    expect(await runSync(viewer, {})).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    expect(await nextSyncAt(store.db, plan)).toBeGreaterThan(bench.ctx.clock.now())
    bench.cloud.events.push({ kind: 'fail', failure: silence })
    await turn(bench)
    expect(await runSync(operator, {})).toMatchObject({ ok: true })
    expect(await nextSyncAt(store.db, plan)).toBe(0)
    expect((await readSyncStatus(store.db)).requestedAt).not.toBeNull()
    await syncTurn(bench.ctx, plan)
    expect((await readSyncStatus(store.db)).requestedAt).toBeNull()
    expect(await nextSyncAt(store.db, plan)).toBeGreaterThan(bench.ctx.clock.now())
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

describeEachEngine('more missing than may vanish', (openStore) => {
  async function asking(count = 40, gone = 30) {
    const store = await openStore()
    const bench = benchOn(store, count)
    await turn(bench)
    const taken = bench.cloud.truth.splice(0, gone)
    await turn(bench)
    const admin = asAnother(bench.verbContext, await signedInUser(store, 'admin', 'admin'))
    const operator = asAnother(bench.verbContext, await signedInUser(store, 'operator', 'op'))
    const status = async () => readSyncStatus(store.db)
    return { store, bench, taken, admin, operator, status }
  }

  it('buries none, is not complete, and asks, once in the audit', async () => {
    const { bench, status } = await asking()
    expect((await bench.buried('elsewhere')).size).toBe(0)
    expect(await status()).toMatchObject({ complete: false, missing: { count: 30, state: 'open', decidedBy: null } })
    await turn(bench)
    expect((await status()).missing).toMatchObject({ count: 30, state: 'open' })
    expect(await bench.findings()).toEqual([{ finding: 'many_missing', identifier: null, outcome: 'needs_human' }])
  })

  it('may bury twenty without asking, and does not ask when the list is shown to be wrong', async () => {
    const twenty = await asking(40, 20)
    expect((await twenty.bench.buried('elsewhere')).size).toBe(20)
    const wrong = await asking(40, 0)
    const hidden = wrong.bench.cloud.truth
    const describe = wrong.bench.cloud.getCertificate
    wrong.bench.cloud.getCertificate = async (identifier) => {
      const shown = wrong.bench.cloud.truth
      wrong.bench.cloud.truth = hidden
      const answer = await describe(identifier)
      wrong.bench.cloud.truth = shown
      return answer
    }
    wrong.bench.cloud.truth = hidden.slice(30)
    await turn(wrong.bench)
    expect(await wrong.status()).toMatchObject({ complete: false, missing: null })
  })

  it('is decided by an admin alone', async () => {
    const { operator, status } = await asking()
    const passId = (await status()).missing?.passId ?? 0
    for (const decide of [buryMissing, keepMissing]) {
      expect(await decide(operator, { passId })).toMatchObject({ ok: false, error: { code: 'forbidden' } })
    }
    expect((await status()).missing).toMatchObject({ state: 'open' })
  })

  it('is buried when an admin says so, each after NotFound; what came back is not', async () => {
    const { bench, taken, admin, status, store } = await asking()
    const question = (await status()).missing
    // The page is old by one pass, and one certificate has come back.
    await turn(bench)
    const [back] = taken
    if (back) bench.cloud.truth.push(back)
    expect(await buryMissing(admin, { passId: question?.passId })).toMatchObject({ ok: true, value: { count: 30 } })
    expect((await status()).missing).toMatchObject({ state: 'burying', decidedBy: 'admin@example.test' })
    bench.cloud.describeFailure = silence
    await syncTurn(bench.ctx, plan)
    expect((await bench.buried('elsewhere')).size).toBe(0)
    expect((await status()).missing).toMatchObject({ state: 'burying' })
    bench.cloud.describeFailure = null
    await turn(bench)
    const buried = await bench.buried('elsewhere')
    expect(buried.size).toBe(29)
    expect(buried.isSubsetOf(bench.cloud.saidNotFound)).toBe(true)
    expect(await status()).toMatchObject({ complete: true, missing: null })
    const actions = await store.db
      .selectFrom('audit_events')
      .select(['action', 'outcome', 'actor'])
      .where('action', '=', 'bury_missing')
      .orderBy('sequence')
      .execute()
    expect(actions).toEqual([
      { action: 'bury_missing', outcome: 'requested', actor: 'admin@example.test' },
      { action: 'bury_missing', outcome: 'done', actor: 'worker:sync' },
    ])
  })

  it('is kept when an admin says so: nobody is asked again, others still vanish, and burying stays possible', async () => {
    const { bench, admin, status } = await asking()
    const passId = (await status()).missing?.passId ?? 0
    expect(await keepMissing(admin, { passId })).toMatchObject({ ok: true })
    const lost = bench.cloud.truth.pop()?.identifier ?? ''
    await turn(bench)
    expect(await status()).toMatchObject({ complete: false, missing: { state: 'kept', count: 30 } })
    expect(await bench.buried('elsewhere')).toEqual(new Set([lost]))
    expect(await buryMissing(admin, { passId })).toMatchObject({ ok: true })
    await turn(bench)
    expect((await bench.buried('elsewhere')).size).toBe(31)
    expect(await status()).toMatchObject({ complete: true, missing: null })
  })

  it('is forgotten when all have come back', async () => {
    const { bench, taken, admin, status } = await asking()
    const passId = (await status()).missing?.passId ?? 0
    await keepMissing(admin, { passId })
    bench.cloud.truth.push(...taken)
    await turn(bench)
    expect(await status()).toMatchObject({ complete: true, missing: null })
    expect(await buryMissing(admin, { passId })).toMatchObject({ ok: false, error: { code: 'nothing_to_decide' } })
    expect(await buryMissing(admin, { passId: 9_999 })).toMatchObject({
      ok: false,
      error: { code: 'nothing_to_decide' },
    })
  })
})
