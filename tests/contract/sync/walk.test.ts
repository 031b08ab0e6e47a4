import { expect, it } from 'vitest'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { benchOn, type SyncBench } from './support.ts'

// How a walk goes back to where the list shifted, and what it may claim then.

const namesOf = (bench: SyncBench) => new Set(bench.cloud.truth.map(({ identifier }) => identifier))

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
