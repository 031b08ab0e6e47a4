import { expect, it } from 'vitest'
import { readFact } from '#lib/facts/server/facts.ts'
import { keepCounts, readCounts } from '#lib/overview/server/counts.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const start = Date.UTC(2026, 10, 26, 12)
/** Where more than so many are too many to be counted while somebody waits. */
const FEW = 2

describeEachEngine('the counts of many certificates', (openStore) => {
  async function bench(certificates: number) {
    let now = start
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock: { now: () => now } })
    const add = (from: number, to: number) =>
      mirrorAll(
        ctx,
        Array.from({ length: to - from }, (_, index) =>
          certificateOf(`c-${String(from + index)}`, { notAfter: start }),
        ),
      )
    await add(0, certificates)
    const endPass = async () => {
      const pass = { started_at: now, ended_at: now, state: 'done', complete: 1, pages: 1, rows: 3 } as const
      await ctx.db
        .insertInto('sync_passes')
        .values({ ...pass, vendor_total: 3, missing: '', failure: null })
        .execute()
    }
    return { ctx, add, endPass, wait: (ms: number) => (now += ms) }
  }
  const valid = async ({ ctx }: Awaited<ReturnType<typeof bench>>) => (await readCounts(ctx, FEW)).status.valid.client

  it('are the worker’s, with their time, and anew after each pass', async () => {
    const on = await bench(3)
    await keepCounts(on.ctx, FEW)
    await on.add(3, 4)
    expect(await readCounts(on.ctx, FEW)).toMatchObject({ countedAt: start, status: { valid: { client: 3 } } })
    on.wait(1_000)
    await keepCounts(on.ctx, FEW)
    expect(await valid(on)).toBe(3)
    await on.endPass()
    on.wait(1_000)
    await keepCounts(on.ctx, FEW)
    expect(await readCounts(on.ctx, FEW)).toMatchObject({ countedAt: start + 2_000 })
    // The moment of their end has passed as well.
    expect((await readCounts(on.ctx, FEW)).status).toMatchObject({ valid: { client: 0 }, expired: { client: 4 } })
  })

  it('are counted again after five minutes without a pass, and when the clock was set back', async () => {
    const on = await bench(3)
    await keepCounts(on.ctx, FEW)
    on.wait(5 * 60_000)
    await keepCounts(on.ctx, FEW)
    expect((await readCounts(on.ctx, FEW)).countedAt).toBe(start + 5 * 60_000)
    on.wait(-60 * 60_000)
    await keepCounts(on.ctx, FEW)
    expect((await readCounts(on.ctx, FEW)).countedAt).toBe(start - 55 * 60_000)
  })

  it('are of now where there are few, and then nothing is kept', async () => {
    const on = await bench(2)
    await keepCounts(on.ctx, FEW)
    expect(await readFact(on.ctx.db, 'inventory_counts')).toBeNull()
    on.wait(-1)
    expect(await valid(on)).toBe(2)
  })

  it('are of now where the worker has left none, and the same as those that it leaves', async () => {
    const on = await bench(3)
    const now = await readCounts(on.ctx, FEW)
    await keepCounts(on.ctx, FEW)
    expect(await readFact(on.ctx.db, 'inventory_counts')).toEqual(now)
  })
})
