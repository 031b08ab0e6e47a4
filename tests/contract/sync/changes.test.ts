import { expect, it } from 'vitest'
import type { CloudCertificate, CloudSummary } from '#lib/cloud/server/port.ts'
import { err, ok } from '#lib/core/result.ts'
import { writeFact } from '#lib/facts/server/facts.ts'
import { nextSyncAt, syncTurn } from '#lib/sync/server/turn.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { benchOn, silence, type SyncBench } from './support.ts'

// What ListCert names is a hint to look; what it does not name is evidence of nothing.

/** Every reading takes a second, so a pass over 40 certificates takes longer than this. */
const plan = { intervalMs: 10_000 }

type Slice = { items: CloudSummary[]; next: string | null }

function hinting(bench: SyncBench, answer: (next: string | undefined) => Slice | null): { asked: () => number } {
  let asked = 0
  bench.cloud.listSummaries = async ({ next }) => {
    asked += 1
    const given = answer(next)
    return given === null ? err(silence) : ok({ ...given, total: null, requestId: 'HINTS' })
  }
  return { asked: () => asked }
}

/** The next turn of the loop when it is due; the passes that there are afterwards. */
async function dueTurn(bench: SyncBench): Promise<number> {
  bench.pass(Math.max(0, (await nextSyncAt(bench.ctx.db, plan)) - bench.ctx.clock.now()))
  await syncTurn(bench.ctx, plan)
  return (await bench.ctx.db.selectFrom('sync_passes').select('id').execute()).length
}

const all = (bench: SyncBench): Slice => ({ items: bench.cloud.truth, next: null })

describeEachEngine('between two passes over a long list', (openStore) => {
  it('what was issued or revoked is read as soon as it is named, and the whole list in its turn', async () => {
    const bench = benchOn(await openStore(), 40)
    const hints = hinting(bench, () => all(bench))
    const passes = await dueTurn(bench)
    expect(hints.asked()).toBe(0)
    const issued: CloudCertificate = certificateOf('issued-elsewhere')
    bench.cloud.truth.push(issued)
    const [first] = bench.cloud.truth
    if (first) bench.cloud.truth[0] = { ...first, vendorStatus: 'REVOKE' }
    expect(await dueTurn(bench)).toBe(passes)
    expect(hints.asked()).toBe(1)
    expect((await bench.alive()).has(issued.identifier)).toBe(true)
    expect(await bench.findings()).toEqual([
      { finding: 'revoked_elsewhere', identifier: first?.identifier, outcome: 'done' },
    ])
    let turns = 0
    while ((await dueTurn(bench)) === passes) turns += 1
    expect(turns).toBeLessThan(8)
    expect((await readSyncStatus(bench.ctx.db)).complete).toBe(true)
  })

  it('nothing is buried by what is not named, nor by what is named and gone', async () => {
    const bench = benchOn(await openStore(), 40)
    await dueTurn(bench)
    const held = await bench.alive()
    bench.cloud.truth.splice(0, 3)
    hinting(bench, () => ({ items: [certificateOf('never-there')], next: null }))
    await dueTurn(bench)
    expect(await bench.alive()).toEqual(held)
  })

  it.each([
    ['says nothing', () => null],
    ['has a token that repeats', () => ({ items: [], next: 'again' })],
    ['has a new token each time', (next: string | undefined) => ({ items: [], next: `${next ?? ''}x` })],
  ])('a ListCert that %s is asked few times, and the loop goes on', async (_, answer) => {
    const bench = benchOn(await openStore(), 40)
    const hints = hinting(bench, answer)
    const passes = await dueTurn(bench)
    expect(await dueTurn(bench)).toBe(passes)
    expect(hints.asked()).toBeGreaterThan(0)
    expect(hints.asked()).toBeLessThanOrEqual(20)
    expect((await readSyncStatus(bench.ctx.db)).unreachable).toBeNull()
  })

  it('a list that somebody wants to be read again is read whole', async () => {
    const bench = benchOn(await openStore(), 40)
    const hints = hinting(bench, () => all(bench))
    const passes = await dueTurn(bench)
    const at = bench.ctx.clock.now()
    await writeFact(bench.ctx.db, 'sync_request', { at, by: 'somebody' }, at)
    expect(await dueTurn(bench)).toBeGreaterThan(passes)
    expect(hints.asked()).toBe(0)
  })
})
