import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { CertificateCloud, ReadFailure } from '#lib/cloud/server/port.ts'
import { err, ok } from '#lib/core/result.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { nextSyncAt, syncTurn } from '#lib/sync/server/turn.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { benchOn, emptyMirror, expectWhole, silence, turn, type SyncBench } from './support.ts'

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
    await bench.runPass()
    expect(sizes.at(-1)).toBe(largest)
    expect(await bench.alive()).toEqual(namesOf(bench))
    const before = sizes.length
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
    if (largest < 450) expect(new Set(sizes.slice(before))).toEqual(new Set([largest]))
    bench.pass(25 * 3_600_000)
    const later = sizes.length
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
    if (largest < 450) expect(sizes.slice(later).some((size) => size > largest)).toBe(true)
  })

  it('falls back when what was taken before is taken no more, and finds it again', async () => {
    const bench = benchOn(await openStore(), 450)
    let most = 200
    const sizes = paged(bench, (asked) => (asked > most ? null : { size: asked, said: asked }))
    await bench.runPass()
    expect(await readFact(bench.ctx.db, 'page_size')).toMatchObject({ size: 200 })
    most = 60
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
    expect(sizes.at(-1)).toBe(50)
    expect(await readFact(bench.ctx.db, 'page_size')).toMatchObject({ size: 50 })
    most = 200
    bench.pass(25 * 3_600_000)
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
    expect(sizes.at(-1)).toBe(200)
    expect(await readFact(bench.ctx.db, 'page_size')).toMatchObject({ size: 200 })
  })

  it.each<[ReadFailure['kind'], number]>([
    ['throttled', 0],
    ['unreachable', 2],
    ['malformed', 2],
  ])('is not taken for the largest for a day because a probe was once %s', async (kind, hours) => {
    const bench = benchOn(await openStore(), 450)
    const sizes = paged(bench, (asked) => (asked > 200 ? null : { size: asked, said: asked }))
    const list = bench.cloud.listCertificates
    bench.cloud.listCertificates = async (input) => {
      if (input.pageSize <= 100) return list(input)
      bench.cloud.listCertificates = list
      return err({ kind, message: 'once' })
    }
    await bench.runPass()
    expect(sizes.at(-1)).toBe(100)
    bench.pass(hours * 3_600_000)
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
    expect(sizes.at(-1)).toBe(200)
  })

  it.each<ReadFailure['kind']>(['unreachable', 'malformed', 'refused'])(
    'is made less where a page deep in the list is too much (%s), so that the mirror is whole in the end',
    async (kind) => {
      const bench = benchOn(await openStore(), 450)
      const sizes = paged(bench, (asked) => (asked > 200 ? null : { size: asked, said: asked }))
      const list = bench.cloud.listCertificates
      bench.cloud.listCertificates = async (input) =>
        input.page > 1 && input.pageSize > 100 ? err({ kind, message: 'too much' }) : list(input)
      for (let turns = 0; turns < 4; turns += 1) await turn(bench)
      expect(await readSyncStatus(bench.ctx.db)).toMatchObject({ complete: true, seen: 450, unreachable: null })
      expect(sizes.at(-1)).toBe(100)
    },
  )

  it('stays where it is, and the walk too, when a page deep in the list is late once', async () => {
    const bench = benchOn(await openStore(), 450)
    const sizes = paged(bench, (asked) => (asked > 200 ? null : { size: asked, said: asked }))
    const list = bench.cloud.listCertificates
    bench.cloud.listCertificates = async (input) => {
      if (input.page !== 2) return list(input)
      bench.cloud.listCertificates = list
      return err(silence)
    }
    expect(await bench.runPass()).toMatchObject({ kind: 'failed' })
    expect(await bench.runPass()).toMatchObject({ kind: 'done' })
    expect(sizes.at(-1)).toBe(200)
  })
})

describeEachEngine('a page', (openStore) => {
  it('may hold more rows than fit into one statement', async () => {
    const bench = benchOn(await openStore(), 1_100)
    paged(bench, () => ({ size: 1_100, said: 1_100 }))
    await bench.runPass()
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
    expect(await bench.alive()).toEqual(namesOf(bench))
  })
})

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

describeEachEngine('a list that shifts', (openStore) => {
  it('is looked at again where it did, so that one pass has all, and calls itself complete no sooner', async () => {
    const bench = benchOn(await openStore(), 24)
    // Page 2 is answered, then its first certificate goes: the ninth slides onto it.
    bench.cloud.events.push({ kind: 'honest' }, { kind: 'honest' }, { kind: 'delete_before', at: 4 })
    expect(await bench.runPass()).toMatchObject({ isComplete: false })
    expect((await bench.alive()).isSupersetOf(namesOf(bench))).toBe(true)
  })

  it.each([
    ['first', 0],
    ['last', 99],
  ])('is complete all the same when certificates were only added, those that are new being %s', async (_, at) => {
    const bench = benchOn(await openStore(), 24)
    await bench.runPass()
    for (const kind of ['honest', 'honest', 'honest', 'issue', 'honest', 'issue', 'issue'] as const) {
      bench.cloud.events.push(
        kind === 'issue' ? { kind: 'issue_before', at: at % (bench.cloud.truth.length + 1) } : { kind },
      )
    }
    expect(await bench.runPass()).toEqual({ kind: 'done', isComplete: true, isAsking: false })
    expect(await bench.alive()).toEqual(namesOf(bench))
    expect(await readSyncStatus(bench.ctx.db)).toMatchObject({ seen: 27, vendorTotal: 27 })
  })

  it('is not complete by a first total that no other answer gives', async () => {
    const bench = benchOn(await openStore(), 23)
    await bench.runPass()
    bench.cloud.truth.push(certificateOf('issued-before-the-pass'))
    bench.cloud.events.push({ kind: 'wrong_total', by: -1 })
    expect(await bench.runPass()).toMatchObject({ isComplete: false })
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
  })

  it('is not complete when one was deleted and more were added, though the total only grew', async () => {
    const bench = benchOn(await openStore(), 24)
    await bench.runPass()
    bench.cloud.events.push({ kind: 'honest' }, { kind: 'swap_before', at: 20 }, { kind: 'issue_before', at: 25 })
    expect(await bench.runPass()).toMatchObject({ isComplete: false })
  })

  it('has what vanished buried all the same, each after NotFound', async () => {
    const bench = benchOn(await openStore(), 40)
    await bench.runPass()
    const gone = bench.cloud.truth.splice(3, 2).map(({ identifier }) => identifier)
    bench.cloud.events.push({ kind: 'honest' }, { kind: 'honest' }, { kind: 'wrong_total', by: 3 })
    expect(await bench.runPass()).toMatchObject({ isComplete: false })
    expect(await bench.buried('elsewhere')).toEqual(new Set(gone))
    expect(await bench.alive()).toEqual(namesOf(bench))
  })
})
