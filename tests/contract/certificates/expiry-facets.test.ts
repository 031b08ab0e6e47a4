import { expect, it } from 'vitest'
import { expiryWindow } from '#lib/certificates/filter.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

const now = Date.UTC(2026, 10, 24, 12)
const DAY = 86_400_000
const midnight = Date.UTC(2026, 10, 24)

describeEachEngine('the counts of a list', (openStore) => {
  async function benchWith(ends: Record<string, number | null>) {
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock: { now: () => now } })
    await mirrorAll(
      ctx,
      Object.entries(ends).map(([identifier, notAfter]) =>
        certificateOf(identifier, { notAfter, notBefore: notAfter === null ? null : notAfter - 100 * DAY }),
      ),
    )
    return ctx
  }

  it('count what choosing a window of days would show, to the day', async () => {
    const ctx = await benchWith({
      yesterday: midnight - 1,
      today: midnight,
      inSeven: midnight + 8 * DAY - 1,
      inEight: midnight + 8 * DAY,
      inNinety: midnight + 91 * DAY - 1,
      inYears: midnight + 900 * DAY,
      pending: null,
    })
    const { facets } = await listed(ctx, { facets: true })
    expect(facets?.expiry).toEqual([
      { days: 7, count: 2 },
      { days: 30, count: 3 },
      { days: 90, count: 4 },
      { days: 365, count: 4 },
    ])
    for (const { days, count } of facets?.expiry ?? []) {
      expect((await listed(ctx, expiryWindow(days, now))).total, String(days)).toBe(count)
    }
  })

  it('count windows under every other filter, and the others under the window', async () => {
    const ctx = await benchWith({ soon: midnight + 2 * DAY, later: midnight + 60 * DAY, gone: midnight - DAY })
    const { facets } = await listed(ctx, { ...expiryWindow(7, now), facets: true })
    expect(facets?.expiry.map(({ count }) => count)).toEqual([1, 1, 2, 2])
    expect(facets?.status).toMatchObject({ valid: 1, expiring: 1, expired: 0 })
  })

  it('span the time that the rows share', async () => {
    const ctx = await benchWith({ one: midnight, other: midnight + 60 * DAY, pending: null })
    expect((await listed(ctx, { facets: true })).facets?.validity).toEqual({
      from: new Date(midnight - 100 * DAY).toISOString(),
      to: new Date(midnight + 60 * DAY).toISOString(),
    })
    expect((await listed(ctx, { q: 'nothing like it', facets: true })).facets?.validity).toBeNull()
  })

  it('come with the state of the mirror when it is asked for', async () => {
    const ctx = await benchWith({ one: midnight })
    expect((await listed(ctx, { sync: true, limit: 1 })).sync).toMatchObject({ asOf: null, unreachable: null })
    expect((await listed(ctx)).sync).toBeUndefined()
  })
})
