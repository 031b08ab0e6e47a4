import 'server-only'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { endOfWeeks, WEEK_MS, type Weeks } from '#lib/core/weeks.ts'
import { columnBy } from '#lib/db/server/access-path.ts'
import { engineOf, type Database } from '#lib/db/server/database.ts'
import type { CertificatesTable } from '#lib/db/server/tables.certificates.ts'
import { askedHere } from './repository.revocations.ts'

// The counts of the overview. Every one of them is one pass over one index that holds all that it asks for.

export type Bounds = { now: number; soon: number; later: number }

/** What is no tombstone: how many of each kind there are, and how many of them end before or after the bounds. */
export async function countStandings(db: Database, { now, soon, later }: Bounds) {
  const before = (bound: number) => sql<number>`count(*) filter (where c.not_after < ${bound})`
  return db
    .selectFrom('certificates as c')
    .where('c.deleted_at', 'is', null)
    .select(['c.vendor_status', 'c.type', (eb) => eb.fn.countAll<number>().as('count')])
    .select([before(now).as('before_now'), before(soon).as('before_soon')])
    .select(sql<number>`count(*) filter (where c.not_after >= ${later})`.as('later'))
    .groupBy(['c.vendor_status', 'c.type'])
    .execute()
}

export async function countTombstones(db: Database) {
  const tombstones = db
    .selectFrom('certificates as c')
    // SQLite uses no index for `is not null`.
    .where(sql<SqlBool>`c.deleted_at > 0`)
    .select(beside<CertificatesTable['vendor_status']>(db, 'c.vendor_status').as('vendor_status'))
    .select(beside<CertificatesTable['type']>(db, 'c.type').as('type'))
    .as('tombstones')
  return db
    .selectFrom(tombstones)
    .select(['vendor_status', 'type', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy(['vendor_status', 'type'])
    .execute()
}

/** A column that must not make SQLite leave the index that the rest of the query is about. */
function beside<Value>(db: Database, name: string): RawBuilder<Value> {
  return columnBy<Value>(engineOf(db), 'rows', name)
}

/** The few on which an operation is open: they are what the operation says, whatever the vendor's status and their end. */
export async function findOpenStandings(db: Database) {
  return db
    .selectFrom('operations as o')
    .innerJoin('certificates as c', 'c.identifier', 'o.identifier')
    .where(sql<SqlBool>`o.state in ('pending', 'unknown', 'needs_human')`)
    .where(beside(db, 'c.deleted_at'), 'is', null)
    .select(['c.vendor_status', 'c.type', 'c.ca_identifier', 'c.not_after', 'o.state'])
    .$narrowType<{ state: 'pending' | 'unknown' | 'needs_human' }>()
    .execute()
}

/**
 * The number of the week, beginning with 0, into which a time falls. Both engines divide whole numbers alike, and literals
 * are whole: a bound number is a fraction to SQLite.
 */
function weekOf(time: RawBuilder<number>, { from }: Weeks): RawBuilder<number> {
  return sql<number>`(${time} - ${sql.lit(from)}) / ${sql.lit(WEEK_MS)}`
}

/** What is issued and no tombstone, by CA and the week of its end. */
export async function countEnds(db: Database, weeks: Weeks) {
  const ends = db
    .selectFrom('certificates as c')
    .where('c.not_after', '>=', weeks.from)
    .where('c.not_after', '<', endOfWeeks(weeks))
    .where(beside(db, 'c.deleted_at'), 'is', null)
    .where(beside(db, 'c.vendor_status'), '=', 'ISSUE')
    .select(['c.ca_identifier', weekOf(sql`c.not_after`, weeks).as('week')])
    .as('ends')
  return db
    .selectFrom(ends)
    .select(['ca_identifier', 'week', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy(['ca_identifier', 'week'])
    .execute()
}

/** Everything that was ever seen, tombstones too, by the week from which it is valid. */
export async function countIssued(db: Database, weeks: Weeks) {
  const issued = db
    .selectFrom('certificates as c')
    .where('c.not_before', '>=', weeks.from)
    .where('c.not_before', '<', endOfWeeks(weeks))
    .select(weekOf(sql`c.not_before`, weeks).as('week'))
    .as('issued')
  return db
    .selectFrom(issued)
    .select(['week', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy('week')
    .execute()
}

/** Revoked certificates whose time the vendor has told, by week. */
export async function countTimedRevocations(db: Database, weeks: Weeks) {
  const timed = db
    .selectFrom('certificates as c')
    .leftJoin(askedHere, 'here.identifier', 'c.identifier')
    .where(beside(db, 'c.vendor_status'), '=', 'REVOKE')
    .where('c.revoke_time', '>=', weeks.from)
    .where('c.revoke_time', '<', endOfWeeks(weeks))
    .select([
      weekOf(sql`c.revoke_time`, weeks).as('week'),
      sql<0 | 1>`case when here.identifier is null then 0 else 1 end`.as('asked_here'),
    ])
    .as('timed')
  return db
    .selectFrom(timed)
    .select(['week', 'asked_here', (eb) => eb.fn.countAll<number>().as('count')])
    .groupBy(['week', 'asked_here'])
    .execute()
}

/** When (epoch ms) those were done of which the vendor has told no time: that of its answer stands for it. */
export async function findUntimedRevocationsOfOurs(db: Database): Promise<number[]> {
  const rows = await db
    .selectFrom(askedHere)
    .innerJoin('certificates as c', 'c.identifier', 'here.identifier')
    .where(beside(db, 'c.vendor_status'), '=', 'REVOKE')
    .where(beside(db, 'c.revoke_time'), 'is', null)
    .where('here.at', 'is not', null)
    .select('here.at')
    .$narrowType<{ at: number }>()
    .execute()
  return rows.map(({ at }) => at)
}

export async function countWithRevokeTime(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('certificates as c')
    .where('c.revoke_time', 'is not', null)
    .where(beside(db, 'c.vendor_status'), '=', 'REVOKE')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** How many rows there are, counted no further than `limit`. */
export async function countRowsUpTo(db: Database, limit: number): Promise<number> {
  const { count } = await db
    .selectFrom(db.selectFrom('certificates').select('number').limit(limit).as('some'))
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}
