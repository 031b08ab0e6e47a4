import { expect, it } from 'vitest'
import { listHref } from '#components/certificates/list/address.ts'
import { endsHref, issuedHref, laterHref, revokedHref, weekEndsHref } from '#components/overview/timeline-links.ts'
import { certificateFilterOf } from '#lib/certificates/filter.ts'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { certificateTypes } from '#lib/certificates/schema.ts'
import { statusFilters } from '#lib/certificates/status.ts'
import { beginnings } from '#lib/core/weeks.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { readCounts } from '#lib/overview/server/counts.ts'
import type { OverviewCounts } from '#lib/overview/schema.ts'
import { sumByWeek } from '#lib/overview/timeline.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf, scriptedCloud } from '#tests/support/scripted-cloud.ts'
import { seededRandom } from '#tests/support/virtual-time.ts'
import { contextOn } from '#tests/support/write-context.ts'

// A Thursday, five weeks before a year ends.
const now = Date.UTC(2026, 10, 26, 12)
const DAY = 86_400_000
const monday = Date.UTC(2026, 10, 23)
const clock = { now: () => now }
const authorities = ['ca-1', 'ca-2', 'ca-3', 'ca-4', 'ca-5', 'ca-6', 'ca-7', 'ca-8']

describeEachEngine('the counts of the overview', (openStore) => {
  it('are those of a recount, row by row', async () => {
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock })
    await fill(ctx, seededRandom(11))
    const counts = await readCounts(ctx)
    expect(counts).toMatchObject(await recount(ctx, counts))
    expect(counts.ends.authorities).toHaveLength(5)
    expect(counts.ends.others?.identifiers).toHaveLength(3)
  })

  it('are those of the lists that they lead to', async () => {
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock })
    await fill(ctx, seededRandom(12))
    const { status, ends, issued, revoked } = await readCounts(ctx)
    const totalOf = async (href: string | null) => (await listed(ctx, askedIn(href ?? ''))).total
    const series = [
      ...ends.authorities.map(({ identifier, counts }) => ({ ca: [identifier], counts })),
      { ca: ends.others?.identifiers ?? [], counts: ends.others?.counts ?? [] },
    ]
    const weeks = { from: ends.from, count: 56 }
    for (const { ca, counts } of series) {
      expect(await totalOf(endsHref(weeks, ca))).toBe(counts.reduce((sum, count) => sum + count))
    }
    for (const [week, total] of sumByWeek(series.map(({ counts }) => counts)).entries()) {
      expect(await totalOf(weekEndsHref(weeks, week)), `week ${String(week)}`).toBe(total)
    }
    const [first] = series
    expect(await totalOf(weekEndsHref(weeks, 4, first?.ca))).toBe(first?.counts[4])
    expect(await totalOf(laterHref(weeks))).toBe(ends.later)
    for (const [week, beginning] of beginnings({ from: issued.from, count: issued.counts.length }).entries()) {
      expect(await totalOf(issuedHref(beginning)), `issued in week ${String(week)}`).toBe(issued.counts[week])
    }
    const revocations = sumByWeek([revoked.here, revoked.elsewhere])
    for (const [week, beginning] of beginnings({ from: revoked.from, count: revocations.length }).entries()) {
      expect(await totalOf(revokedHref(beginning)), `revoked in week ${String(week)}`).toBe(revocations[week])
    }
    expect(Math.min(total(revoked.here), total(revoked.elsewhere), revoked.untimed)).toBeGreaterThan(0)
    for (const name of statusFilters) {
      for (const type of certificateTypes) {
        expect(await totalOf(listHref({ status: [name], type: [type] })), `${name} ${type}`).toBe(status[name][type])
      }
    }
  })

  it('lead to what was revoked in a week, by the vendor’s time or by ours', async () => {
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock })
    const names = ['told', 'told of ours', 'untold of ours', 'deleted', 'untold of elsewhere', 'the week before']
    await mirrorAll(
      ctx,
      names.map((name) => certificateOf(name, { vendorStatus: 'REVOKE' })),
    )
    for (const [identifier, revoke_time] of Object.entries({
      told: monday,
      'told of ours': monday + 1,
      deleted: monday + 7 * DAY - 1,
      'the week before': monday - 1,
    })) {
      await ctx.db.updateTable('certificates').set({ revoke_time }).where('identifier', '=', identifier).execute()
    }
    await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier: 'deleted', at: now }))
    for (const identifier of ['told of ours', 'untold of ours']) {
      await insertOperation(ctx.db, { identifier, kind: 'revoke', state: 'succeeded', settled_at: monday + DAY })
    }
    const { revoked } = await readCounts(ctx)
    expect([revoked.here.at(-1), revoked.elsewhere.at(-1), revoked.untimed]).toEqual([2, 2, 1])
    const { items } = await listed(ctx, { ...askedIn(revokedHref(monday)), limit: 50 })
    // The last one first; what the vendor has told no time of stands behind all.
    expect(items.map(({ identifier }) => identifier)).toEqual(['deleted', 'told of ours', 'told', 'untold of ours'])
    const before = await listed(ctx, { ...askedIn(revokedHref(monday - 7 * DAY)), limit: 50 })
    expect(before.items.map(({ identifier }) => identifier)).toEqual(['the week before'])
  })

  it('give a certificate that ends with a week to the next, over the end of a year too', async () => {
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock })
    const newYear = Date.UTC(2026, 11, 28)
    const ends = {
      'before all': monday - 28 * DAY - 1,
      'at the first moment': monday - 28 * DAY,
      'a moment before Monday': monday - 1,
      'on Monday': monday,
      'a moment before the year’s last week': newYear - 1,
      'at the beginning of the year’s last week': newYear,
      'in the new year, in the same week': newYear + 7 * DAY - 1,
      'at the very last moment': monday + 52 * 7 * DAY - 1,
      'after all': monday + 52 * 7 * DAY,
    }
    await mirrorAll(
      ctx,
      Object.entries(ends).map(([identifier, notAfter]) => certificateOf(identifier, { notAfter })),
    )
    const { ends: counted } = await readCounts(ctx)
    expect(counted.from).toBe(monday - 28 * DAY)
    const weeks = (counted.authorities[0]?.counts ?? []).flatMap((count, week) => (count === 0 ? [] : [[week, count]]))
    // By week: 0 the first, 3 the last before this one, 4 this one, 8 the one before the year's last, 9 that, 55 the last.
    expect(weeks).toEqual([
      [0, 1],
      [3, 1],
      [4, 1],
      [8, 1],
      [9, 2],
      [55, 1],
    ])
    expect(counted.later).toBe(1)
  })

  it('hold what names no CA, which no list of one CA finds', async () => {
    const ctx = contextOn(await openStore(), scriptedCloud([]), { clock })
    const unnamed = { caIdentifier: '', notAfter: now + DAY }
    await mirrorAll(ctx, [
      certificateOf('of no CA', unnamed),
      certificateOf('of no CA either', unnamed),
      certificateOf('of a CA', { notAfter: now + DAY }),
    ])
    const { ends } = await readCounts(ctx)
    expect(ends.authorities[0]).toMatchObject({ identifier: '', name: null })
    expect(ends.authorities[0]?.counts[4]).toBe(2)
    const weeks = { from: ends.from, count: 56 }
    expect(endsHref(weeks, [''])).toBeNull()
    expect((await listed(ctx, askedIn(weekEndsHref(weeks, 4) ?? ''))).total).toBe(3)
  })

  it('are all nothing where there is nothing', async () => {
    const counts = await readCounts(contextOn(await openStore(), scriptedCloud([]), { clock }))
    expect(counts.ends).toEqual({ from: monday - 28 * DAY, authorities: [], others: null, later: 0 })
    expect(counts.revoked).toMatchObject({ untimed: 0, here: Array(26).fill(0), elsewhere: Array(26).fill(0) })
    expect(counts.issued.counts).toEqual(Array(26).fill(0))
    expect(statusFilters.map((name) => counts.status[name])).toEqual(
      statusFilters.map(() => ({ client: 0, server: 0 })),
    )
  })
})

function askedIn(href: string): Record<string, unknown> {
  return { ...certificateFilterOf(new URL(href, 'http://list').searchParams), limit: 1 }
}

/** Rows of every kind, many of them at the very edges of weeks. */
async function fill(ctx: VerbContext, random: () => number): Promise<void> {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
  const nearWeek = (from: number, to: number) =>
    monday + (from + Math.floor(random() * (to - from))) * 7 * DAY + pick([-1, 0, 1, Math.floor(random() * 7 * DAY)])
  const rows = Array.from({ length: 400 }, (_, index) =>
    certificateOf(`certificate-${String(index)}`, {
      type: pick(['client', 'server']),
      caIdentifier: pick(authorities),
      vendorStatus: pick(['ISSUE', 'ISSUE', 'ISSUE', 'REVOKE', 'PENDING']),
      notBefore: pick([null, nearWeek(-28, 2)]),
      notAfter: pick([null, now - 1, now, now + 30 * DAY, now + 30 * DAY + 1, nearWeek(-6, 54), nearWeek(-6, 54)]),
    }),
  )
  await mirrorAll(ctx, rows)
  for (const { identifier, vendorStatus } of rows.filter(() => random() < 0.4)) {
    if (vendorStatus === 'REVOKE' && random() < 0.5) {
      const revoke_time = pick([null, nearWeek(-28, 2)])
      await ctx.db.updateTable('certificates').set({ revoke_time }).where('identifier', '=', identifier).execute()
    }
    const state = pick(['pending', 'unknown', 'needs_human', 'succeeded', 'succeeded', 'refused', null] as const)
    if (state === null) {
      await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier, at: now }))
    } else {
      const kind = pick(['revoke', 'revoke', 'delete'] as const)
      const vendor_revoke_time = pick([null, nearWeek(-28, 2)])
      const settled_at = pick([null, nearWeek(-28, 2)])
      await insertOperation(ctx.db, { identifier, kind, state, vendor_revoke_time, settled_at })
    }
  }
}

/** The same numbers, from every row looked at by itself; the statuses by the list's own word for each row. */
async function recount(ctx: VerbContext, { countedAt }: OverviewCounts) {
  const { items } = await listed(ctx, { limit: 500 })
  const rows = await ctx.db.selectFrom('certificates').select(['identifier', 'vendor_status', 'revoke_time']).execute()
  const operations = await ctx.db.selectFrom('operations').selectAll().execute()
  const isExpiring = (item: (typeof items)[number]) =>
    item.status === 'valid' && item.notAfter !== null && Date.parse(item.notAfter) <= countedAt + 30 * DAY
  const status = Object.fromEntries(
    statusFilters.map((name) => [
      name,
      Object.fromEntries(
        certificateTypes.map((type) => [
          type,
          items.filter((item) => item.type === type && (name === 'expiring' ? isExpiring(item) : item.status === name))
            .length,
        ]),
      ),
    ]),
  )
  const ending = items.filter(({ status: is }) => is === 'valid' || is === 'expired')
  const endsOf = (of: typeof items) =>
    byWeek(
      of.map(({ notAfter }) => notAfter),
      monday - 28 * DAY,
      56,
    )
  const ranked = authorities
    .map((identifier) => ({ identifier, counts: endsOf(ending.filter((item) => item.caIdentifier === identifier)) }))
    .sort((one, other) => total(other.counts) - total(one.counts) || (one.identifier < other.identifier ? -1 : 1))
  const revoked = rows.filter((row) => row.vendor_status === 'REVOKE')
  const timed = revoked.map(({ identifier, revoke_time: told }) => {
    const ours = operations.find(
      (operation) =>
        operation.identifier === identifier && operation.kind === 'revoke' && operation.state === 'succeeded',
    )
    const at = told ?? ours?.vendor_revoke_time ?? ours?.settled_at ?? null
    return { at: at === null ? null : new Date(at).toISOString(), here: ours !== undefined }
  })
  const back = monday - 25 * 7 * DAY
  const timesOf = (here: boolean) =>
    byWeek(
      timed.filter((one) => one.here === here).map(({ at }) => at),
      back,
      26,
    )
  return {
    status,
    ends: {
      from: monday - 28 * DAY,
      authorities: ranked.slice(0, 5),
      others: {
        identifiers: ranked.slice(5).map(({ identifier }) => identifier),
        counts: endsOf(ending.filter((item) => ranked.slice(5).some((one) => one.identifier === item.caIdentifier))),
      },
      later: ending.filter(({ notAfter }) => notAfter !== null && Date.parse(notAfter) >= monday + 364 * DAY).length,
    },
    issued: {
      from: back,
      counts: byWeek(
        items.map(({ notBefore }) => notBefore),
        back,
        26,
      ),
    },
    revoked: {
      from: back,
      here: timesOf(true),
      elsewhere: timesOf(false),
      untimed: timed.filter(({ at }) => at === null).length,
    },
  }
}

/** Day by day back to a Monday, as a calendar does it. */
function byWeek(times: readonly (string | null)[], from: number, count: number): number[] {
  const counts = Array.from({ length: count }, () => 0)
  for (const time of times) {
    if (time === null) continue
    const day = new Date(time)
    day.setUTCHours(0, 0, 0, 0)
    while (day.getUTCDay() !== 1) day.setUTCDate(day.getUTCDate() - 1)
    const week = Math.round((day.getTime() - from) / (7 * DAY))
    if (week >= 0 && week < count) counts[week] = (counts[week] ?? 0) + 1
  }
  return counts
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}
