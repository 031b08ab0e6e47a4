import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CertificateCloud } from '#lib/cloud/server/port.ts'
import { err } from '#lib/core/result.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { nextSyncAt, syncTurn } from '#lib/sync/server/turn.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { benchOn, emptyMirror, expectWhole, silence, turn, type SyncBench } from './support.ts'

// A walk over the list that one process leaves and another takes up.

const namesOf = (bench: SyncBench) => new Set(bench.cloud.truth.map(({ identifier }) => identifier))

describeEachEngine('a walk that was stopped', (openStore, engine) => {
  it('goes on at its place, is one pass, and proves as much as one that was not', async () => {
    const store = await openStore()
    const bench = benchOn(store, 40)
    await bench.runPass()
    const list = bench.cloud.listCertificates
    const asked: number[] = []
    let left = 5
    const failing: CertificateCloud['listCertificates'] = async (input) => {
      left -= 1
      if (left < 0) return err(silence)
      asked.push(input.page)
      return list(input)
    }
    bench.cloud.listCertificates = failing
    expect(await bench.runPass()).toMatchObject({ kind: 'failed' })
    expect((await readSyncStatus(store.db)).complete).toBe(false)
    const stoppedAt = asked.length
    left = 100
    bench.pass(60_000)
    expect(await bench.runPass()).toEqual({ kind: 'done', isComplete: true, isAsking: false })
    expect(asked.slice(stoppedAt)).not.toContain(1)
    const passes = await store.db.selectFrom('sync_passes').select(['state', 'pages']).orderBy('id').execute()
    expect(passes).toEqual([
      { state: 'done', pages: 11 },
      { state: 'done', pages: 11 },
    ])
  })

  it('leaves out the silence from how long it took and from how old it calls itself', async () => {
    const store = await openStore()
    const bench = benchOn(store, 40)
    await turn(bench)
    const took = async () => {
      const [last] = await store.db.selectFrom('sync_passes').selectAll().orderBy('id', 'desc').limit(1).execute()
      return (last?.ended_at ?? 0) - (last?.started_at ?? 0)
    }
    const usual = await took()
    for (let calls = 0; calls < 4; calls += 1) bench.cloud.events.push({ kind: 'honest' })
    bench.cloud.events.push({ kind: 'fail', failure: silence })
    await turn(bench)
    const silenceMs = 400_000
    const oldestPageAt = bench.ctx.clock.now()
    bench.pass(silenceMs)
    await syncTurn(bench.ctx, { intervalMs: 10_000 })
    const status = await readSyncStatus(store.db)
    expect(status.complete).toBe(true)
    expect(await took()).toBeLessThan(2 * usual)
    expect(Date.parse(status.asOf ?? '') - oldestPageAt).toBeLessThan(2 * usual)
    expect(await nextSyncAt(store.db, { intervalMs: 10_000 })).toBeLessThan(bench.ctx.clock.now())
  })

  it('is nobody else’s than of who has taken it up', async () => {
    const store = await openStore()
    const bench = benchOn(store, 40)
    await bench.runPass()
    const list = bench.cloud.listCertificates
    const frozen = Promise.withResolvers<null>()
    const isAsked = Promise.withResolvers<null>()
    bench.cloud.listCertificates = async (input) => {
      if (input.page !== 4) return list(input)
      isAsked.resolve(null)
      bench.cloud.listCertificates = list
      await frozen.promise
      return err(silence)
    }
    const first = bench.runPass()
    await isAsked.promise
    const asked: number[] = []
    const thawed = Promise.withResolvers<null>()
    bench.cloud.listCertificates = async (input) => {
      asked.push(input.page)
      if (input.page === 7) {
        frozen.resolve(null)
        await first
        thawed.resolve(null)
      }
      return list(input)
    }
    expect(await bench.runPass()).toEqual({ kind: 'done', isComplete: true, isAsking: false })
    await thawed.promise
    expect(asked).not.toContain(1)
    const passes = await store.db.selectFrom('sync_passes').select(['state', 'failure']).orderBy('id').execute()
    expect(passes).toEqual([
      { state: 'done', failure: null },
      { state: 'done', failure: null },
    ])
  })

  it('begins anew where too long has gone by', async () => {
    const bench = benchOn(await openStore(), 20)
    bench.cloud.events.push({ kind: 'honest' }, { kind: 'fail', failure: silence })
    expect(await bench.runPass()).toMatchObject({ kind: 'failed' })
    bench.pass(2 * 3_600_000)
    await bench.runPass()
    const passes = await bench.ctx.db.selectFrom('sync_passes').select('state').orderBy('id').execute()
    expect(passes.map(({ state }) => state)).toEqual(['failed', 'done'])
  })

  it('is complete only when the mirror is what existed, wherever it was stopped and whatever changed meanwhile', async () => {
    const store = await openStore()
    let complete = 0
    const change = fc.record({ kind: fc.constantFrom('delete', 'issue', 'swap', 'none'), at: fc.nat(30) })
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 5, max: 24 }),
        fc.array(change, { maxLength: 4 }),
        fc.nat(6),
        async (count, changes, at) => {
          await emptyMirror(store)
          const bench = benchOn(store, count)
          await bench.runPass()
          bench.pass(60_000)
          for (let calls = 0; calls < at; calls += 1) bench.cloud.events.push({ kind: 'honest' })
          for (const { kind, at: place } of changes) {
            bench.cloud.events.push({ kind: 'fail', failure: silence })
            if (kind !== 'none') bench.cloud.events.push({ kind: `${kind}_before`, at: place })
          }
          for (let pass = 0; pass < 8; pass += 1) {
            const outcome = await bench.runPass()
            if (outcome.kind === 'done' && outcome.isComplete) {
              complete += 1
              await expectWhole(bench)
            }
          }
          expect(await bench.alive()).toEqual(namesOf(bench))
          for (const { identifier } of bench.cloud.truth)
            expect((await bench.buried('elsewhere')).has(identifier)).toBe(false)
        },
      ),
      { numRuns: engine === 'sqlite' ? 25 : 6 },
    )
    expect(complete).toBeGreaterThan(5)
  }, 120_000)
})
