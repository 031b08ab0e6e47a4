import 'server-only'
import { sql, type Expression, type Insertable } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { CertificatesTable } from '#lib/db/server/tables.certificates.ts'
import { factColumns, idColumns, keyColumns, nameColumns, textColumns } from './mirror-row.ts'

// Writing readings into the mirror. Four rules stand in the statements themselves, because a page that was read before
// a revocation can arrive after it: a list never turns REVOKE back into ISSUE, a list never raises a tombstone, what was
// read before what is held replaces nothing of it, and times only grow.

/** What is known of a certificate before a page is written over it. */
export type KnownCertificate = Pick<CertificatesTable, (typeof knownColumns)[number]>

const knownColumns = [
  'identifier',
  'sha1',
  'vendor_status',
  ...nameColumns,
  ...keyColumns,
  ...idColumns,
  ...factColumns,
  'first_seen_at',
  'last_seen_at',
  'last_seen_pass',
  'deleted_at',
] as const

export async function findKnown(db: Database, identifiers: readonly string[]): Promise<Map<string, KnownCertificate>> {
  if (identifiers.length === 0) return new Map()
  const rows = await db.selectFrom('certificates').select(knownColumns).where('identifier', 'in', identifiers).execute()
  return new Map(rows.map((row) => [row.identifier, row]))
}

export type MirrorRow = Insertable<CertificatesTable>

/** Some 7,600 variables: SQLite takes 32,766 in a statement, and a statement is kept for each number of rows. */
const ROWS_A_STATEMENT = 200

/** Inserts, or replaces the content of, rows that a list or a live reading gave. */
export async function upsertRows(trx: Trx, rows: readonly MirrorRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_A_STATEMENT) {
    await upsertSome(trx, rows.slice(from, from + ROWS_A_STATEMENT))
  }
}

async function upsertSome(trx: Trx, rows: readonly MirrorRow[]): Promise<void> {
  await trx
    .insertInto('certificates')
    .values(rows)
    .onConflict((conflict) =>
      conflict
        .column('identifier')
        .doUpdateSet({
          ...Object.fromEntries(contentColumns.map((column) => [column, newer(column)])),
          vendor_status: sql<CertificatesTable['vendor_status']>`case
            when certificates.vendor_status = 'REVOKE' or excluded.vendor_status = 'REVOKE' then 'REVOKE'
            when ${isOlder} then certificates.vendor_status else excluded.vendor_status end`,
          // ListClientCertificate has no chain; one that was read before still holds, for the same certificate.
          chain: sql<string | null>`case
            when excluded.sha256 = certificates.sha256 then coalesce(excluded.chain, certificates.chain)
            when ${isOlder} then certificates.chain else excluded.chain end`,
          last_seen_at: later('last_seen_at'),
          last_seen_pass: later('last_seen_pass'),
          // A reading that says ISSUE and was not believed has not read what the row holds, nor has one that is older.
          live_read_at: sql<number | null>`case
            when ${isOlder} or (certificates.vendor_status = 'REVOKE' and excluded.vendor_status <> 'REVOKE')
            then certificates.live_read_at
            else coalesce(excluded.live_read_at, certificates.live_read_at) end`,
        })
        .where('certificates.deleted_at', 'is', null),
    )
    .execute()
}

/** A list may have been asked for before a reading that came meanwhile. */
const isOlder = sql`excluded.last_seen_at < certificates.last_seen_at`

const contentColumns = [
  ...nameColumns,
  ...textColumns,
  ...keyColumns,
  ...idColumns,
  ...factColumns,
  'sha1',
  'public_key_sha256',
  'points_to_crl',
  'pem',
] as const

function newer(column: (typeof contentColumns)[number]): Expression<unknown> {
  const [held, given] = [sql.ref(`certificates.${column}`), sql.ref(`excluded.${column}`)]
  return sql`case when ${isOlder} then ${held} else ${given} end`
}

function later(column: 'last_seen_at' | 'last_seen_pass'): Expression<number> {
  const held = sql.ref(`certificates.${column}`)
  const given = sql.ref(`excluded.${column}`)
  return sql<number>`case when ${held} > ${given} then ${held} else ${given} end`
}

/** Rows that a pass saw unchanged. */
export async function touchRows(
  trx: Trx,
  identifiers: readonly string[],
  seen: { at: number; passId: number },
): Promise<void> {
  if (identifiers.length === 0) return
  await trx
    .updateTable('certificates')
    .set({
      last_seen_at: sql<number>`case when last_seen_at > ${seen.at} then last_seen_at else ${seen.at} end`,
      last_seen_pass: seen.passId,
    })
    .where('identifier', 'in', identifiers)
    .where('deleted_at', 'is', null)
    .execute()
}

/**
 * The row was read live and is as it was; the chain is what only such a reading brings. Guarded by the status, which
 * another process may just have changed.
 */
export async function touchLive(
  db: Database,
  identifier: string,
  read: { at: number; vendorStatus: CertificatesTable['vendor_status']; chain: string | null },
): Promise<void> {
  await db
    .updateTable('certificates')
    .set({
      last_seen_at: sql<number>`case when last_seen_at > ${read.at} then last_seen_at else ${read.at} end`,
      live_read_at: read.at,
      chain: sql<string | null>`coalesce(${read.chain}, chain)`,
    })
    .where('identifier', '=', identifier)
    .where('vendor_status', '=', read.vendorStatus)
    .where('deleted_at', 'is', null)
    .execute()
}
