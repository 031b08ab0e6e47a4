import fc from 'fast-check'
import { expect, it } from 'vitest'
import { describeEachEngine } from '#tests/support/engines.ts'
import type { ListEvent } from '#tests/support/lying-list.ts'
import { benchOn, emptyMirror, expectWhole } from './support.ts'

// The vendor's list has no order, no snapshot and no promise that its totals are right. Whatever it does, a pass may
// only be called complete when the mirror holds exactly what existed as the pass began, and of what was issued since
// what it saw; and only NotFound buries.

const place = fc.nat(30)
const event = fc.oneof(
  { weight: 6, arbitrary: fc.constant<ListEvent>({ kind: 'honest' }) },
  { weight: 1, arbitrary: fc.constant<ListEvent>({ kind: 'repeat_page' }) },
  { weight: 1, arbitrary: fc.constant<ListEvent>({ kind: 'empty_page' }) },
  { weight: 1, arbitrary: fc.integer({ min: -5, max: 5 }).map((by): ListEvent => ({ kind: 'wrong_total', by })) },
  { weight: 2, arbitrary: place.map((at): ListEvent => ({ kind: 'delete_before', at })) },
  { weight: 2, arbitrary: place.map((at): ListEvent => ({ kind: 'issue_before', at })) },
  { weight: 2, arbitrary: place.map((at): ListEvent => ({ kind: 'swap_before', at })) },
)

describeEachEngine('a pass over a list that lies', (openStore, engine) => {
  it('is complete only when the mirror is what existed, and buries only what is NotFound', async () => {
    const store = await openStore()
    let complete = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(14), fc.array(event, { maxLength: 16 }), fc.boolean(), async (count, events, isKnown) => {
        await emptyMirror(store)
        const bench = benchOn(store, count)
        if (isKnown) await bench.runPass()
        bench.cloud.events.push(...events)
        for (let pass = 1; pass <= 4; pass += 1) {
          bench.pass(60_000)
          const outcome = await bench.runPass()
          if (outcome.kind === 'done' && outcome.isComplete) {
            complete += 1
            await expectWhole(bench)
          }
          const buried = await bench.buried('elsewhere')
          expect(buried.isSubsetOf(bench.cloud.saidNotFound)).toBe(true)
          for (const certificate of bench.cloud.truth) expect(buried.has(certificate.identifier)).toBe(false)
        }
        bench.cloud.events.length = 0
        // Once the list is quiet the truth is found, and said.
        await bench.runPass()
        expect(await bench.runPass()).toEqual({ kind: 'done', isComplete: true, isAsking: false })
        expect(await bench.alive()).toEqual(new Set(bench.cloud.truth.map(({ identifier }) => identifier)))
      }),
      { numRuns: engine === 'sqlite' ? 40 : 10 },
    )
    // A pass that is never complete would satisfy all of the above.
    expect(complete).toBeGreaterThan(5)
  }, 240_000)

  it('is not fooled by a deletion and an issuance that make the counts agree', async () => {
    const bench = benchOn(await openStore(), 12)
    // Page 1 is read; then its first certificate goes, so the fifth slides to where nobody looks again, and another
    // is issued at the end. Every answer says twelve, and twelve different ones are seen.
    bench.cloud.events.push({ kind: 'honest' }, { kind: 'swap_before', at: 0 })
    expect(await bench.runPass()).toMatchObject({ isComplete: false })
    expect(bench.cloud.truth).toHaveLength(12)
    await bench.runPass()
    expect(await bench.runPass()).toMatchObject({ isComplete: true })
    expect(await bench.alive()).toEqual(new Set(bench.cloud.truth.map(({ identifier }) => identifier)))
  })
})
