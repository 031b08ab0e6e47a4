import 'server-only'
import { sql } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { AuditShippingTable } from '#lib/db/server/tables.audit.ts'
import type { ShipFailure } from './destination.ts'

type Key = Pick<AuditShippingTable, 'kind' | 'fingerprint'>
export type PositionRow = AuditShippingTable

/** Up to where a destination has everything. */
export type ShippedPlace = Pick<AuditShippingTable, 'sequence' | 'hash' | 'checkpoint'>

export async function findPosition(db: Database, { kind, fingerprint }: Key): Promise<PositionRow | null> {
  const query = db.selectFrom('audit_shipping').selectAll().where('kind', '=', kind)
  return (await query.where('fingerprint', '=', fingerprint).executeTakeFirst()) ?? null
}

/** Those that are shipped to at present. */
export async function currentPositions(db: Database | Trx): Promise<PositionRow[]> {
  return db.selectFrom('audit_shipping').selectAll().where('retired_at', 'is', null).orderBy('kind').execute()
}

/** Begins a destination at nothing, or goes on with one of which a place is known. */
export async function beginPosition(
  trx: Trx,
  { kind, fingerprint, address }: Key & { address: string },
  from: ShippedPlace & { since: number },
): Promise<void> {
  const row = { kind, fingerprint, address, ...from, failures: 0, next_try_at: 0 }
  await trx
    .insertInto('audit_shipping')
    .values({ ...row, ...notFailing, shipped_at: null, retired_at: null })
    .onConflict((conflict) =>
      conflict.columns(['kind', 'fingerprint']).doUpdateSet({
        address,
        // One that comes back has been waiting only since it did.
        since: sql<number>`case when audit_shipping.retired_at is null then audit_shipping.since else excluded.since end`,
        retired_at: null,
      }),
    )
    .execute()
}

export async function retirePosition(trx: Trx, { kind, fingerprint }: Key, at: number): Promise<void> {
  const update = trx.updateTable('audit_shipping').set({ retired_at: at }).where('kind', '=', kind)
  await update.where('fingerprint', '=', fingerprint).execute()
}

const notFailing = { failure: null, failure_detail: null, failing_since: null, failed_at: null }

/**
 * Moves on what has been acknowledged, from where it was when the batch was read. False when it is not there any more:
 * somebody else has moved it, and nobody may move it back.
 */
export async function movePosition(
  db: Database,
  { kind, fingerprint }: Key,
  { from, to, at }: { from: ShippedPlace; to: ShippedPlace; at: number },
): Promise<boolean> {
  const { sequence, hash, checkpoint } = to
  const { numUpdatedRows } = await db
    .updateTable('audit_shipping')
    .set({ sequence, hash, checkpoint, shipped_at: at, ...notFailing, failures: 0, next_try_at: 0 })
    .where('kind', '=', kind)
    .where('fingerprint', '=', fingerprint)
    .where('sequence', '=', from.sequence)
    .where('hash', '=', from.hash)
    .where('checkpoint', '=', from.checkpoint)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function noteFailure(
  db: Database,
  { kind, fingerprint }: Key,
  { failure, at, nextTryAt }: { failure: ShipFailure; at: number; nextTryAt: number },
): Promise<void> {
  await db
    .updateTable('audit_shipping')
    .set({
      failure: failure.cause,
      failure_detail: failure.detail,
      failing_since: sql<number>`coalesce(failing_since, ${at})`,
      failed_at: at,
      failures: sql<number>`failures + 1`,
      next_try_at: nextTryAt,
    })
    .where('kind', '=', kind)
    .where('fingerprint', '=', fingerprint)
    .execute()
}

/** How long the next records are, in bytes, oldest first: so that no more of them is read than a batch can hold. */
export async function readRecordSizes(
  db: Database,
  { after, limit }: { after: number; limit: number },
): Promise<{ sequence: number; bytes: number }[]> {
  return db
    .selectFrom('audit_events')
    .select(['sequence', sql<number>`octet_length(record)`.as('bytes')])
    .where('sequence', '>', after)
    .orderBy('sequence')
    .limit(limit)
    .execute()
}
