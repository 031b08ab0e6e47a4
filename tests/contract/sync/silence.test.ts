import { expect, it } from 'vitest'
import { err } from '#lib/core/result.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import { noteSilence } from '#lib/sync/server/reach.ts'
import { runSync } from '#lib/sync/server/run.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { nextSyncAt, syncTurn } from '#lib/sync/server/turn.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { asAnother, signedInUser } from '#tests/support/write-context.ts'
import { benchOn, plan, silence, turn } from './support.ts'

// When it reads next: while nothing is wrong, while the vendor is silent, and when somebody asks.

describeEachEngine('the sync loop', (openStore) => {
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
})
