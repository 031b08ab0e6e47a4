import { expect, it } from 'vitest'
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

  it('count what choosing a window of days would show, to the millisecond', async () => {
    const ctx = await benchWith({
      past: now - 1,
      now,
      inSeven: now + 7 * DAY - 1,
      inEight: now + 7 * DAY,
      inNinety: now + 90 * DAY - 1,
      inYears: now + 900 * DAY,
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
      expect((await listed(ctx, { expiresWithin: days })).total, String(days)).toBe(count)
    }
  })

  it('count windows under every other filter, and the others under the window', async () => {
    const ctx = await benchWith({ soon: midnight + 2 * DAY, later: midnight + 60 * DAY, gone: midnight - DAY })
    const { facets } = await listed(ctx, { expiresWithin: 7, facets: true })
    expect(facets?.expiry.map(({ count }) => count)).toEqual([1, 1, 2, 2])
    expect(facets?.status).toMatchObject({ valid: 1, expiring: 1, expired: 0 })
  })

  it('are the same whether a window is chosen or typed, and both hold with dates', async () => {
    const ctx = await benchWith({ soon: now + 2 * DAY, later: now + 20 * DAY, last: now + 60 * DAY })
    for (const before of [{}, { expiresBefore: new Date(now + 10 * DAY).toISOString() }]) {
      const chosen = await listed(ctx, { expiresWithin: 30, facets: true, ...before })
      expect(chosen.total).toBe('expiresBefore' in before ? 1 : 2)
      expect(chosen.facets?.status.valid).toBe(chosen.total)
      expect(await listed(ctx, { q: 'expires<30d', facets: true, ...before })).toEqual(chosen)
    }
  })

  it('let a page of a window be turned although time goes on', async () => {
    const clock = { now: () => now }
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock: { now: () => clock.now() } })
    const ends = [1, 2, 3].map((days) => certificateOf(`c-${String(days)}`, { notAfter: now + days * DAY }))
    await mirrorAll(ctx, ends)
    const first = await listed(ctx, { expiresWithin: 30, limit: 2 })
    clock.now = () => now + 5000
    const next = await listed(ctx, { expiresWithin: 30, limit: 2, cursor: first.nextCursor })
    expect([...first.items, ...next.items]).toHaveLength(3)
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
