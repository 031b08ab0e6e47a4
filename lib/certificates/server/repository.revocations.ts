import 'server-only'
import { sql, type SqlBool } from 'kysely'
import { columnBy, isAmong } from '#lib/db/server/access-path.ts'
import type { Engine } from '#lib/db/server/database.ts'
import { between, betweenPart } from './repository.conditions.ts'
import { bothPart, eitherPart, indexedPart, seenPart, type QueryPart } from './repository.part.ts'

// When certificates were revoked: what the vendor has told, and where it has told no time that of our own revocation.

/** The revocations that were asked for here and done, each certificate once. */
export const askedHere = sql<{ identifier: string; at: number | null }>`(
  select identifier, max(coalesce(vendor_revoke_time, settled_at)) as at
    from operations where kind = 'revoke' and state = 'succeeded' group by identifier)`.as('here')

/**
 * Revoked at `from` or later and before `to` (epoch ms; null: no bound), tombstones too: what the overview counts by week.
 * What was revoked nobody knows when is in no bounds.
 */
export function revokedPart(engine: Engine, from: number | null, to: number | null): QueryPart {
  const told = betweenPart((access) => columnBy(engine, access, 'c.revoke_time'), from, to)
  // Too many hold these two to be found by them.
  const isRevoked = seenPart(sql<SqlBool>`${columnBy(engine, 'rows', 'c.vendor_status')} = 'REVOKE'`)
  const isUntold = seenPart(sql<SqlBool>`${columnBy(engine, 'rows', 'c.revoke_time')} is null`)
  return eitherPart([
    bothPart([told, isRevoked]),
    // In this order: PostgreSQL goes through all that was asked for here for each row that comes so far.
    bothPart([isRevoked, isUntold, askedHerePart(engine, from, to)]),
  ])
}

/** Few. SQLite has their numbers, so that those beside them are found and counted along the index of the vendor's times. */
function askedHerePart(engine: Engine, from: number | null, to: number | null): QueryPart {
  const isWithin = between(sql`here.at`, from, to)
  const identifiers = sql`select here.identifier from ${askedHere} where ${isWithin}`
  const part = indexedPart((access) => isAmong(engine, columnBy(engine, access, 'c.identifier'), identifiers))
  if (engine === 'postgres') return part
  const numbers = sql<{ number: number }>`
    select c.number from ${askedHere} join certificates as c on c.identifier = here.identifier where ${isWithin}`
  return { ...part, numbers }
}
