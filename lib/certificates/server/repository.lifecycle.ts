import 'server-only'
import { sql } from 'kysely'
import { engineOf, type Database, type Trx } from '#lib/db/server/database.ts'
import { maybeRevoked } from './repository.matching.ts'

// What a certificate of the mirror becomes: revoked, alive after all, a tombstone, and back. Each statement carries the
// state that it starts from, so that of two processes one finds nothing to change.

/** Holds the certificate's row until the transaction ends. On SQLite BEGIN IMMEDIATE is that lock. */
export async function lockRow(trx: Trx, identifier: string): Promise<void> {
  if (engineOf(trx) !== 'postgres') return
  await trx.selectFrom('certificates').select('identifier').where('identifier', '=', identifier).forUpdate().execute()
}

export type Target = { identifier: string; serialNumber: string; commonName: string }

/**
 * Those of `identifiers` that were not held as revoked and now are: each is told to one caller only, however many
 * processes read the same page.
 */
export async function turnRevoked(trx: Trx, identifiers: readonly string[]): Promise<Target[]> {
  if (identifiers.length === 0) return []
  const rows = await trx
    .updateTable('certificates')
    .set({ vendor_status: 'REVOKE' })
    .where('identifier', 'in', identifiers)
    .where('vendor_status', '!=', 'REVOKE')
    .where('deleted_at', 'is', null)
    .returning(['identifier', 'serial_number', 'common_name'])
    .execute()
  return rows.map(targetOf)
}

export function targetOf(row: { identifier: string; serial_number: string; common_name: string }): Target {
  return { identifier: row.identifier, serialNumber: row.serial_number, commonName: row.common_name }
}

/** Those of `identifiers` on which a revocation of ours was accepted or may have been. */
export async function revokedByUs(db: Database, identifiers: readonly string[]): Promise<Set<string>> {
  if (identifiers.length === 0) return new Set()
  const rows = await db
    .selectFrom('operations')
    .select('identifier')
    .where('identifier', 'in', identifiers)
    .where('kind', '=', 'revoke')
    .where('state', 'in', maybeRevoked)
    .execute()
  return new Set(rows.map(({ identifier }) => identifier))
}

/** A live reading says ISSUE of a row held as REVOKE. False when somebody has written the row since `readBefore`. */
export async function turnIssued(trx: Trx, identifier: string, lastSeenBefore: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('certificates')
    .set({ vendor_status: 'ISSUE', revoke_time: null })
    .where('identifier', '=', identifier)
    .where('vendor_status', '=', 'REVOKE')
    .where('last_seen_at', '<', lastSeenBefore)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** After an accepted or proven revocation. `at`: when that was known, epoch ms. */
export async function setRevoked(
  trx: Trx,
  { identifier, revokeTime, at }: { identifier: string; revokeTime: number | null; at: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('certificates')
    .set({
      vendor_status: 'REVOKE',
      revoke_time: sql<number | null>`coalesce(${revokeTime}, revoke_time)`,
      last_seen_at: sql<number>`case when last_seen_at > ${at} then last_seen_at else ${at} end`,
    })
    .where('identifier', '=', identifier)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Makes a tombstone. False when it is one already, or unknown: the first cause stays. */
export async function setDeleted(
  trx: Trx,
  { identifier, how, at }: { identifier: string; how: 'here' | 'elsewhere'; at: number },
): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('certificates')
    .set({ deleted_at: at, deleted_how: how })
    .where('identifier', '=', identifier)
    .where('deleted_at', 'is', null)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** A live reading shows that a tombstone is no tombstone. */
export async function unsetDeleted(trx: Trx, identifier: string, deletedBefore: number): Promise<boolean> {
  const { numUpdatedRows } = await trx
    .updateTable('certificates')
    .set({ deleted_at: null, deleted_how: null })
    .where('identifier', '=', identifier)
    .where('deleted_at', '<', deletedBefore)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
