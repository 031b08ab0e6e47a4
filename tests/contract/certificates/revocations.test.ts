import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import { revokedPart } from '#lib/certificates/server/repository.revocations.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { OperationRow } from '#lib/operations/server/repository.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { describeEachEngine, describeEngine } from '#tests/support/engines.ts'
import { insertOperation, listed, mirrorAll } from '#tests/support/inventory.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { DAY, identifiers, newContext, now } from './support.ts'

const first = Date.UTC(2026, 10, 1)
const end = Date.UTC(2026, 10, 8)

type Revocation = {
  vendorStatus?: CloudCertificate['vendorStatus']
  /** What the vendor has told. */
  at?: number
  operations?: Partial<OperationRow>[]
  isDeleted?: true
}

const succeeded = (settled: number, told: number | null = null): Partial<OperationRow> => ({
  settled_at: settled,
  vendor_revoke_time: told,
})

const within: Record<string, Revocation> = {
  'at the first moment': { at: first },
  'at the last moment': { at: end - 1 },
  'told, done here at another time': { at: first + 2 * DAY, operations: [succeeded(end + DAY, end + DAY)] },
  'done here': { operations: [succeeded(first)] },
  'done here, told later': { operations: [succeeded(end, end - 1)] },
  'done here twice': { operations: [succeeded(first - 9 * DAY), succeeded(first + DAY)] },
  'deleted since': { at: first + DAY, isDeleted: true },
  'done here, deleted since': { operations: [succeeded(first + DAY)], isDeleted: true },
}
const elsewhen: Record<string, Revocation> = {
  'a moment before': { at: first - 1 },
  'a moment after': { at: end },
  'told, done here within': { at: end + DAY, operations: [succeeded(first)] },
  'done here before': { operations: [succeeded(first, first - 1)] },
  'done here after': { operations: [succeeded(end)] },
  'done here again after': { operations: [succeeded(first), succeeded(end)] },
}
const after = ['a moment after', 'told, done here within', 'done here after', 'done here again after']
const atNoKnownTime: Record<string, Revocation> = {
  elsewhere: {},
  'refused here': { operations: [{ ...succeeded(first), state: 'refused' }] },
  'unknown here': { operations: [{ ...succeeded(first), state: 'unknown' }] },
  'deleted here': { operations: [{ ...succeeded(first), kind: 'delete' }], isDeleted: true },
  'done here nobody knows when': { operations: [{}] },
}
const notRevoked: Record<string, Revocation> = {
  issued: { vendorStatus: 'ISSUE' },
  'told and taken back': { vendorStatus: 'ISSUE', at: first },
  'done here and taken back': { vendorStatus: 'ISSUE', operations: [succeeded(first)] },
  pending: { vendorStatus: 'PENDING', at: first },
}
const all = { ...within, ...elsewhen, ...atNoKnownTime, ...notRevoked }

describeEachEngine('the time of a revocation', (openStore) => {
  it('is the vendor’s, or where it has told none that of our own', async () => {
    const found = await finder()
    expect(await found('revoked:2026-11-01..2026-11-07')).toEqual(names(within))
    expect(await found('status:revoked revoked:2026-11-01..2026-11-07')).toEqual(
      names(within).filter((name) => !name.endsWith('deleted since')),
    )
    expect(await found('revoked:2026-10 OR revoked>=2026-11-08')).toEqual(names(elsewhen))
  })

  it('that nobody knows is in no bounds, and its opposite holds', async () => {
    const found = await finder()
    expect(await found('-revoked:2026-11-01..2026-11-07')).toEqual(
      names({ ...elsewhen, ...atNoKnownTime, ...notRevoked }),
    )
    expect(await found('-revoked<=now -revoked>now')).toEqual(names({ ...atNoKnownTime, ...notRevoked }))
  })

  it('is asked for by its age', async () => {
    const ctx = await newContext(openStore)
    await fill(ctx, {
      'so old': { at: now - 7 * DAY },
      'older by a moment': { at: now - 7 * DAY - 1 },
      'so old, done here': { operations: [succeeded(now - 7 * DAY)] },
      'older by a moment, done here': { operations: [succeeded(now - 7 * DAY - 1)] },
    })
    const { items: younger } = await listed(ctx, { q: 'revoked<7d' })
    expect(identifiers(younger).toSorted()).toEqual(['so old', 'so old, done here'])
    const { items: older } = await listed(ctx, { q: 'revoked>7d' })
    expect(identifiers(older).toSorted()).toEqual(['older by a moment', 'older by a moment, done here'])
  })

  it('is asked for a hundred times at once', async () => {
    const found = await finder()
    const days = Array.from({ length: 100 }, (_, day) => new Date(end - (day + 1) * DAY).toISOString().slice(0, 10))
    const asked = days.map((day) => `revoked:${day}`).join(' OR ')
    const expected = names({ ...within, ...elsewhen }).filter((name) => !after.includes(name))
    expect(await found(asked)).toEqual(expected)
    expect(await found(`-(${asked})`)).toEqual(names(all).filter((name) => !expected.includes(name)))
  })

  let shared: Promise<VerbContext> | undefined
  async function finder(): Promise<(q: string) => Promise<string[]>> {
    const ctx = await (shared ??= (async () => {
      const filled = await newContext(openStore)
      await fill(filled, all)
      return filled
    })())
    return async (q) => {
      const { items, total } = await listed(ctx, { q, limit: 100 })
      expect(total).toBe(items.length)
      return identifiers(items).toSorted()
    }
  }
})

function names(revocations: Record<string, Revocation>): string[] {
  return Object.keys(revocations).toSorted()
}

async function fill(ctx: VerbContext, revocations: Record<string, Revocation>): Promise<void> {
  const entries = Object.entries(revocations)
  await mirrorAll(
    ctx,
    entries.map(([name, { vendorStatus = 'REVOKE' }]) => certificateOf(name, { vendorStatus, notAfter: now + DAY })),
  )
  for (const [identifier, { at = null, operations = [], isDeleted }] of entries) {
    await ctx.db.updateTable('certificates').set({ revoke_time: at }).where('identifier', '=', identifier).execute()
    for (const operation of operations) {
      await insertOperation(ctx.db, { identifier, kind: 'revoke', state: 'succeeded', ...operation })
    }
    if (isDeleted === true)
      await transaction(ctx.db, (trx) => applyToMirror(trx, ctx, { kind: 'delete', identifier, at: now }))
  }
}

// The planner of PostgreSQL reads an empty table through.
describeEngine('sqlite', 'the time of a revocation', (openStore) => {
  it('is found by its index, and our own by their certificates', async () => {
    const { db } = await openStore()
    const { numbers } = revokedPart('sqlite', first, end)
    const { rows } = await sql<{ detail: string }>`explain query plan ${numbers}`.execute(db)
    const [told, ...ours] = rows.map(({ detail }) => detail).filter((detail) => /^(?:SCAN|SEARCH) c\b/.test(detail))
    expect(told).toMatch(/COVERING INDEX ix_certificates_revoke_time \(revoke_time>\? AND revoke_time<\?\)$/)
    expect(ours.length).toBeGreaterThan(0)
    for (const step of ours) expect(step).toMatch(/\((?:identifier|rowid)=\?\)$/)
  })
})
