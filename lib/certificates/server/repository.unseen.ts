import 'server-only'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import { targetOf, type Target } from './repository.lifecycle.ts'

// What the mirror holds, and what of it a pass over the list has not seen.

/** Rows that pass `passId`, begun at `startedAt`, did not see although nobody else saw them meanwhile either. */
export type UnseenQuery = {
  passId: number
  startedAt: number
  /** An admin has said to keep what had not been seen since this pass began: it is left out. */
  keptSincePass: number | null
}

function unseen(db: Database, { passId, startedAt, keptSincePass }: UnseenQuery) {
  return db
    .selectFrom('certificates')
    .where('deleted_at', 'is', null)
    .where('last_seen_pass', '<', passId)
    .where('last_seen_at', '<', startedAt)
    .$if(keptSincePass !== null, (rows) => rows.where('last_seen_pass', '>=', keptSincePass ?? 0))
    .where((eb) =>
      // Our own deletion is under way: reading back settles it, and the tombstone will be ours.
      eb.not(
        eb.exists(
          eb
            .selectFrom('operations')
            .select('operations.id')
            .whereRef('operations.identifier', '=', 'certificates.identifier')
            .where(sql<SqlBool>`operations.state in ('pending', 'unknown', 'needs_human')`)
            .where('operations.kind', '=', 'delete'),
        ),
      ),
    )
}

export async function countUnseen(db: Database, query: UnseenQuery): Promise<number> {
  const { count } = await unseen(db, query)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return count
}

/** In the order of their Identifier, after `after`. */
export async function listUnseen(
  db: Database,
  query: UnseenQuery & { after: string | null; limit: number },
): Promise<Target[]> {
  const rows = await unseen(db, query)
    .select(['identifier', 'serial_number', 'common_name'])
    .$if(query.after !== null, (selected) => selected.where('identifier', '>', query.after ?? ''))
    .orderBy('identifier')
    .limit(query.limit)
    .execute()
  return rows.map(targetOf)
}

/** How many certificates of each CA the mirror holds, tombstones left out. */
export async function countHeldByAuthority(db: Database): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('certificates')
    .select(['ca_identifier', (eb) => eb.fn.countAll<number>().as('count')])
    .where('deleted_at', 'is', null)
    .groupBy('ca_identifier')
    .execute()
  return new Map(rows.map((row) => [row.ca_identifier, row.count]))
}

/** How many certificates the mirror holds that are no tombstones. */
export async function countHeld(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('certificates')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return count
}
