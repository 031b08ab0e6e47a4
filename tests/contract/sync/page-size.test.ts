import { expect, it } from 'vitest'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { err, ok } from '#lib/core/result.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { benchOn, silence, turn, type SyncBench } from './support.ts'

// The largest page that the service takes: found, remembered, and given up where it is taken no more.

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
