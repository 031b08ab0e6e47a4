import 'server-only'
import { sql, type Selectable } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { PublicationsTable } from '#lib/db/server/tables.evidence.ts'

// The only SQL on publications. The bytes of an OCSP answer are read one by one; no list carries them.

export type PublicationRow = Omit<Selectable<PublicationsTable>, 'ocsp_der'>

const columns = [
  'identifier',
  'ca_identifier',
  'serial_number',
  'common_name',
  'not_after',
  'pem',
  'operation_id',
  'accepted_at',
  'state',
  'url',
  'next_check_at',
  'checked_at',
  'problem',
  'absent_sha256',
  'expected_by',
  'crl_sha256',
  'crl_number',
  'published_at',
  'listed_since',
  'listed_reason',
  'older_until',
  'ocsp_url',
  'ocsp_status',
  'ocsp_checked_at',
  'ocsp_revoked_at',
  'ocsp_problem',
  'watch',
  'watched_since',
  'watch_sha256',
  'watch_at',
] as const

export type NewPublication = Pick<
  PublicationRow,
  | 'identifier'
  | 'ca_identifier'
  | 'serial_number'
  | 'common_name'
  | 'not_after'
  | 'pem'
  | 'operation_id'
  | 'accepted_at'
  | 'state'
  | 'next_check_at'
>

/** A later revocation (the first was settled by hand, and wrongly) begins anew what no CRL has shown. */
export async function insertPublication(trx: Trx, row: NewPublication): Promise<void> {
  const { operation_id, accepted_at, next_check_at, state } = row
  await trx
    .insertInto('publications')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('identifier')
        .doUpdateSet({ operation_id, accepted_at, next_check_at, state, expected_by: null, absent_sha256: null })
        .where(
          sql<boolean>`publications.state <> 'published' and coalesce(publications.operation_id, '') <> ${operation_id ?? ''}`,
        ),
    )
    .execute()
}

/** Begins to watch what a deletion does; inserts what has not been followed until now. */
export async function watchPublication(trx: Trx, row: NewPublication, since: number): Promise<void> {
  const watch = { watch: 'watched', watched_since: since, next_check_at: row.next_check_at } as const
  await trx
    .insertInto('publications')
    .values({ ...row, ...watch })
    .onConflict((conflict) => conflict.column('identifier').doUpdateSet(watch).where('publications.watch', 'is', null))
    .execute()
}

export async function findPublication(db: Database | Trx, identifier: string): Promise<PublicationRow | null> {
  const query = db.selectFrom('publications').select(columns).where('identifier', '=', identifier)
  return (await query.executeTakeFirst()) ?? null
}

/** What of a page of certificates is followed. */
export async function findPublications(db: Database, identifiers: readonly string[]): Promise<PublicationRow[]> {
  if (identifiers.length === 0) return []
  return db.selectFrom('publications').select(columns).where('identifier', 'in', identifiers).execute()
}

export async function listDue(db: Database, now: number, limit: number): Promise<PublicationRow[]> {
  return db
    .selectFrom('publications')
    .select(columns)
    .where('next_check_at', '<=', now)
    .orderBy('next_check_at')
    .limit(limit)
    .execute()
}

/** Everything that a CRL from there can tell something about. */
export async function listFollowed(
  db: Database,
  point: { caIdentifier: string; url: string },
): Promise<PublicationRow[]> {
  return db
    .selectFrom('publications')
    .select(columns)
    .where('ca_identifier', '=', point.caIdentifier)
    .where('url', '=', point.url)
    .where((eb) =>
      eb.or([eb('state', 'in', ['awaited', 'overdue']), eb('watch', 'in', ['watched', 'listed', 'vanished'])]),
    )
    .execute()
}

/** Changes what is still as it was when this was decided: same state, same watch. False: something else came first. */
export async function changePublication(
  db: Database | Trx,
  row: Pick<PublicationRow, 'identifier' | 'state' | 'watch'>,
  change: Partial<PublicationsTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('publications')
    .set(change)
    .where('identifier', '=', row.identifier)
    .where('state', '=', row.state)
    .where((eb) => (row.watch === null ? eb('watch', 'is', null) : eb('watch', '=', row.watch)))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** What a responder said, whatever else has changed meanwhile; and when the certificate is due again. */
export async function keepOcspAnswer(
  db: Database,
  identifier: string,
  change: Partial<PublicationsTable>,
): Promise<void> {
  await db.updateTable('publications').set(change).where('identifier', '=', identifier).execute()
}

export async function findOcspBytes(db: Database, identifier: string): Promise<Buffer | null> {
  const row = await db
    .selectFrom('publications')
    .select('ocsp_der')
    .where('identifier', '=', identifier)
    .executeTakeFirst()
  return row?.ocsp_der ? Buffer.from(row.ocsp_der) : null
}

/** From the revocation's acceptance to our reading of the CRL that lists it, newest first. Epoch ms. */
export async function listDelays(db: Database, caIdentifier: string, limit: number) {
  return db
    .selectFrom('publications')
    .select(['identifier', 'accepted_at', 'published_at', 'crl_number'])
    .where('ca_identifier', '=', caIdentifier)
    .where('state', '=', 'published')
    .where('accepted_at', 'is not', null)
    .orderBy('published_at', 'desc')
    .limit(limit)
    .execute()
}
