import { afterEach, expect, it, vi } from 'vitest'
import { recordEvent } from '#lib/audit/server/record.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { newContext } from './support.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

/** Whatever is timed here took a second. */
function everythingTakesLong(): void {
  let at = 0
  vi.spyOn(performance, 'now').mockImplementation(() => (at += 1_000))
}

describeEachEngine('counts that took long', (openStore) => {
  it('are given again for the same conditions, until somebody here has done something', async () => {
    const ctx = await newContext(openStore)
    const clients = async (input: Record<string, unknown> = {}) =>
      (await listed(ctx, { ...input, facets: true })).facets?.type.client
    await mirrorAll(ctx, [certificateOf('a', { type: 'client' })])
    everythingTakesLong()
    expect(await clients()).toBe(1)
    await ctx.db.deleteFrom('certificates').execute()
    expect(await clients()).toBe(1)
    expect(await clients({ sort: '-not_after' })).toBe(1)
    expect(await clients({ q: '-crl:none' })).toBe(0)
    await transaction(ctx.db, (trx) => recordEvent(trx, ctx, { action: 'export_certificates', outcome: 'done' }))
    expect(await clients()).toBe(0)
  })
})
