import { expect, it } from 'vitest'
import type { CloudCertificate, CloudOddity, CloudSummary, ReadFailure } from '#lib/cloud/server/port.ts'
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

type Slice = { items: CloudSummary[]; next: string | null; oddities?: CloudOddity[] }

type Hints = (next: string | undefined) => Slice | ReadFailure

/** Calls of ListCert from here on. */
function hinting(bench: SyncBench, answer: Hints): { asked: () => number } {
  let asked = 0
  bench.cloud.listSummaries = async ({ next }) => {
    asked += 1
    const given = answer(next)
    return 'kind' in given ? err(given) : ok({ ...given, total: null, requestId: 'HINTS' })
  }
  return { asked: () => asked }
}

/** Identifiers that DescribeClientCertificate is asked for from here on. */
function describing(bench: SyncBench, failing: Record<string, ReadFailure> = {}): string[] {
  const describe = bench.cloud.getCertificate
  const asked: string[] = []
  bench.cloud.getCertificate = async (identifier) => {
    asked.push(identifier)
    const failure = failing[identifier]
    return failure ? err(failure) : describe(identifier)
  }
  return asked
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
    const passes = await dueTurn(bench)
    const hints = hinting(bench, () => all(bench))
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
    const [gone] = bench.cloud.truth.splice(0, 3)
    const named = [certificateOf('never-there'), ...(gone ? [{ ...gone, vendorStatus: 'REVOKE' as const }] : [])]
    hinting(bench, () => ({ items: named, next: null }))
    await dueTurn(bench)
    expect(bench.cloud.saidNotFound).toEqual(new Set(['never-there', gone?.identifier]))
    expect(await bench.alive()).toEqual(held)
  })

  it.each<[string, number, Hints]>([
    ['is forbidden', 1, () => ({ kind: 'forbidden', message: 'no' })],
    ['is refused', 1, () => ({ kind: 'refused', message: 'no' })],
    ['is malformed', 1, () => ({ kind: 'malformed', message: 'no' })],
    ['has a token that repeats', 2, () => ({ items: [], next: 'again' })],
    ['has a new token each time', 20, (next) => ({ items: [], next: `${next ?? ''}x` })],
  ])('a ListCert that %s is asked few times, and the loop goes on', async (_, calls, answer) => {
    const bench = benchOn(await openStore(), 40)
    const passes = await dueTurn(bench)
    const hints = hinting(bench, answer)
    expect(await dueTurn(bench)).toBe(passes)
    expect(hints.asked()).toBe(calls)
    expect((await readSyncStatus(bench.ctx.db)).unreachable).toBeNull()
  })

  it.each<ReadFailure>([
    silence,
    { kind: 'no_credentials', message: 'none' },
    { kind: 'clock_off', message: 'minutes off', skewMs: 1_200_000 },
  ])(
    'says so when a look finds nothing readable ($kind), tries again soon, and spends no pass on it',
    async (failure) => {
      const bench = benchOn(await openStore(), 40)
      const passes = await dueTurn(bench)
      const hints = hinting(bench, () => failure)
      await dueTurn(bench)
      expect((await readSyncStatus(bench.ctx.db)).unreachable).toMatchObject({ kind: failure.kind })
      expect((await nextSyncAt(bench.ctx.db, plan)) - bench.ctx.clock.now()).toBeLessThanOrEqual(5_000)
      hinting(bench, () => all(bench))
      expect(await dueTurn(bench)).toBe(passes)
      expect(hints.asked()).toBe(1)
      expect((await readSyncStatus(bench.ctx.db)).unreachable).toBeNull()
    },
  )

  it.each(['refused', 'malformed'] as const)('a certificate that is %s hides none of the others', async (kind) => {
    const bench = benchOn(await openStore(), 40)
    await dueTurn(bench)
    const [bad, good] = [certificateOf('cannot-be-read'), certificateOf('can-be-read')]
    bench.cloud.truth.push(good)
    hinting(bench, () => ({ items: [bad, good], next: null }))
    describing(bench, { [bad.identifier]: { kind, message: 'odd' } })
    await dueTurn(bench)
    expect((await bench.alive()).has(good.identifier)).toBe(true)
  })

  it('what a live reading does not bear out is asked about once, until it is named otherwise', async () => {
    const bench = benchOn(await openStore(), 40)
    await dueTurn(bench)
    const never = Array.from({ length: 130 }, (_, index) => certificateOf(`never-${String(index)}`))
    hinting(bench, (next) =>
      next === undefined ? { items: never.slice(0, 90), next: 'x' } : { items: never.slice(90), next: null },
    )
    const asked = describing(bench)
    await dueTurn(bench)
    expect(asked).toHaveLength(100)
    await dueTurn(bench)
    expect(asked).toHaveLength(130)
    await dueTurn(bench)
    expect(asked).toHaveLength(130)
    hinting(bench, () => ({ items: [{ ...certificateOf('never-0'), vendorStatus: 'REVOKE' }], next: null }))
    await dueTurn(bench)
    expect(asked).toHaveLength(131)
  })

  it('a status that is none of those we know is no hint', async () => {
    const bench = benchOn(await openStore(), 40)
    await dueTurn(bench)
    const items = bench.cloud.truth.map((one) => ({ ...one, vendorStatus: 'PENDING' as const }))
    const oddities = items.map(({ identifier }) => ({ identifier, field: 'Status', received: 'FROZEN' }))
    hinting(bench, () => ({ items, next: null, oddities }))
    const asked = describing(bench)
    await dueTurn(bench)
    expect(asked).toEqual([])
  })

  it('what has changed is asked for before each pass where passes follow each other and are long', async () => {
    const bench = benchOn(await openStore(), 40)
    await dueTurn(bench)
    const hints = hinting(bench, () => all(bench))
    // Every list contradicts itself, so that no pass is complete.
    const list = bench.cloud.listCertificates
    bench.cloud.listCertificates = async (input) => {
      const answer = await list(input)
      return answer.ok ? ok({ ...answer.value, page: 99 }) : answer
    }
    const at = bench.ctx.clock.now()
    await writeFact(bench.ctx.db, 'sync_request', { at, by: 'somebody' }, at)
    await dueTurn(bench)
    expect(hints.asked()).toBeGreaterThanOrEqual(2)
    const issued = certificateOf('issued-elsewhere')
    bench.cloud.truth.unshift(issued)
    bench.cloud.listCertificates = async () => err(silence)
    await dueTurn(bench)
    expect((await bench.alive()).has(issued.identifier)).toBe(true)
  })

  it('a list that somebody wants to be read again is read whole', async () => {
    const bench = benchOn(await openStore(), 40)
    const passes = await dueTurn(bench)
    const at = bench.ctx.clock.now()
    await writeFact(bench.ctx.db, 'sync_request', { at, by: 'somebody' }, at)
    expect(await dueTurn(bench)).toBeGreaterThan(passes)
  })
})
