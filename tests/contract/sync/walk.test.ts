import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CertificateCloud, ReadFailure } from '#lib/cloud/server/port.ts'
import { err, ok } from '#lib/core/result.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import { runPass } from '#lib/sync/server/pass.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { benchOn, emptyMirror, silence, type SyncBench } from './support.ts'

// How a walk goes over the list: by the largest page that the service takes, on from where a process was stopped, and
// back to where the list shifted.

const refusal: ReadFailure = { kind: 'refused', message: 'ShowSize', code: 'InvalidShowSize' }

/** The list as a service gives it that answers a page of `asked` rows in its own way. */
function paged(bench: SyncBench, answer: (asked: number) => { size: number; said: number } | null): number[] {
  const sizes: number[] = []
  bench.cloud.listCertificates = async ({ page, pageSize: asked }) => {
    sizes.push(asked)
    const given = answer(asked)
    if (given === null) return err(refusal)
    const items = bench.cloud.truth.slice((page - 1) * given.size, page * given.size)
    return ok({ items, page, pageSize: given.said, total: bench.cloud.truth.length, requestId: 'LIST' })
  }
  return sizes
}

const namesOf = (bench: SyncBench) => new Set(bench.cloud.truth.map(({ identifier }) => identifier))

describeEachEngine('the page size', (openStore) => {
  it.each([
    ['refuses more than 200', (asked: number) => (asked > 200 ? null : { size: asked, said: asked }), 200],
    ['cuts at 200 and says so', (asked: number) => ({ size: Math.min(asked, 200), said: Math.min(asked, 200) }), 200],
    ['cuts at 200 and says nothing', (asked: number) => ({ size: Math.min(asked, 200), said: asked }), 200],
    ['cuts at 30 and says nothing', (asked: number) => ({ size: Math.min(asked, 30), said: asked }), 30],
    ['refuses more than 50', (asked: number) => (asked > 50 ? null : { size: asked, said: asked }), 50],
    ['takes any', (asked: number) => ({ size: asked, said: asked }), 500],
  ])('is the largest that a service takes which %s, and is remembered', async (_, answer, largest) => {
    const bench = benchOn(await openStore(), 450)
    const sizes = paged(bench, answer)
    await runPass(bench.ctx)
    expect(sizes.at(-1)).toBe(largest)
    expect(await bench.alive()).toEqual(namesOf(bench))
    const before = sizes.length
    expect(await runPass(bench.ctx)).toMatchObject({ isComplete: true })
    if (largest < 450) expect(new Set(sizes.slice(before))).toEqual(new Set([largest]))
    bench.pass(25 * 3_600_000)
    const later = sizes.length
    expect(await runPass(bench.ctx)).toMatchObject({ isComplete: true })
    if (largest < 450) expect(sizes.slice(later).some((size) => size > largest)).toBe(true)
  })

  it('falls back when what was taken before is taken no more, and finds it again', async () => {
    const bench = benchOn(await openStore(), 450)
    let most = 200
    const sizes = paged(bench, (asked) => (asked > most ? null : { size: asked, said: asked }))
    await runPass(bench.ctx)
    expect(await readFact(bench.ctx.db, 'page_size')).toMatchObject({ size: 200 })
    most = 60
    expect(await runPass(bench.ctx)).toMatchObject({ isComplete: true })
    expect(sizes.at(-1)).toBe(50)
    expect(await readFact(bench.ctx.db, 'page_size')).toMatchObject({ size: 50 })
  })
})

describeEachEngine('a walk that was stopped', (openStore, engine) => {
  it('goes on at its place, is one pass, and proves as much as one that was not', async () => {
    const store = await openStore()
    const bench = benchOn(store, 40)
    await runPass(bench.ctx)
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
    expect(await runPass(bench.ctx)).toMatchObject({ kind: 'failed' })
    expect((await readSyncStatus(store.db)).complete).toBe(false)
    const stoppedAt = asked.length
    left = 100
    bench.pass(60_000)
    expect(await runPass(bench.ctx)).toEqual({ kind: 'done', isComplete: true, isAsking: false })
    expect(asked.slice(stoppedAt)).not.toContain(1)
    const passes = await store.db.selectFrom('sync_passes').select(['state', 'pages']).orderBy('id').execute()
    expect(passes).toEqual([
      { state: 'done', pages: 11 },
      { state: 'done', pages: 11 },
    ])
  })

  it('begins anew where too long has gone by', async () => {
    const bench = benchOn(await openStore(), 20)
    bench.cloud.events.push({ kind: 'honest' }, { kind: 'fail', failure: silence })
    expect(await runPass(bench.ctx)).toMatchObject({ kind: 'failed' })
    bench.pass(2 * 3_600_000)
    await runPass(bench.ctx)
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
          await runPass(bench.ctx)
          bench.pass(60_000)
          for (let calls = 0; calls < at; calls += 1) bench.cloud.events.push({ kind: 'honest' })
          for (const { kind, at: place } of changes) {
            bench.cloud.events.push({ kind: 'fail', failure: silence })
            if (kind !== 'none') bench.cloud.events.push({ kind: `${kind}_before`, at: place })
          }
          for (let pass = 0; pass < 8; pass += 1) {
            const outcome = await runPass(bench.ctx)
            if (outcome.kind === 'done' && outcome.isComplete) {
              complete += 1
              expect(await bench.alive()).toEqual(bench.cloud.existedAtFirstPage)
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

describeEachEngine('a list that shifts', (openStore) => {
  it('is looked at again where it did, so that one pass has all, and calls itself complete no sooner', async () => {
    const bench = benchOn(await openStore(), 24)
    // Page 2 is answered, then its first certificate goes: the ninth slides onto it.
    bench.cloud.events.push({ kind: 'honest' }, { kind: 'honest' }, { kind: 'delete_before', at: 4 })
    expect(await runPass(bench.ctx)).toMatchObject({ isComplete: false })
    expect((await bench.alive()).isSupersetOf(namesOf(bench))).toBe(true)
  })
})
