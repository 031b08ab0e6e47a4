import 'server-only'
import type { Selectable } from 'kysely'
import type { CloudAuthority } from '#lib/cloud/server/port.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { AuthoritiesTable } from '#lib/db/server/tables.ts'
import { storableText } from '#lib/db/server/text.ts'

export type AuthorityRow = Selectable<AuthoritiesTable>

const columns = [
  'identifier',
  'parent_identifier',
  'type',
  'common_name',
  'subject',
  'serial_number',
  'vendor_status',
  'algorithm',
  'key_size',
  'sign_algorithm',
  'sha256',
  'not_before',
  'not_after',
  'pem',
  'crl_status',
  'crl_url',
  'crl_days',
  'issued_count',
  'total_count',
  'read_at',
] as const

export async function selectAuthorities(db: Database): Promise<AuthorityRow[]> {
  return db.selectFrom('authorities').select(columns).orderBy('common_name').orderBy('identifier').execute()
}

export async function findAuthority(db: Database, identifier: string): Promise<AuthorityRow | null> {
  return (
    (await db.selectFrom('authorities').select(columns).where('identifier', '=', identifier).executeTakeFirst()) ?? null
  )
}

/**
 * Writes a CA as it was read at `readAt` (epoch ms). A CA is never removed: certificates go on naming it. Only
 * DescribeCACertificate gives the CRL fields and counts, so a row of the list alone leaves them as they were.
 */
export async function upsertAuthority(
  trx: Trx,
  authority: CloudAuthority,
  read: { at: number; isDetailed: boolean },
): Promise<void> {
  const listed = {
    parent_identifier: authority.parentIdentifier === null ? null : storableText(authority.parentIdentifier),
    type: authority.type,
    common_name: storableText(authority.commonName),
    subject: storableText(authority.subject),
    serial_number: storableText(authority.serialNumber),
    vendor_status: storableText(authority.vendorStatus),
    algorithm: storableText(authority.algorithm),
    key_size: authority.keySize,
    sign_algorithm: storableText(authority.signAlgorithm),
    sha256: storableText(authority.sha256),
    not_before: authority.notBefore,
    not_after: authority.notAfter,
    pem: storableText(authority.pem),
  }
  const detailed = {
    crl_status: authority.crlStatus === null ? null : storableText(authority.crlStatus),
    crl_url: authority.crlUrl === null ? null : storableText(authority.crlUrl),
    crl_days: authority.crlDays,
    issued_count: authority.issuedCount,
    total_count: authority.totalCount,
  }
  await trx
    .insertInto('authorities')
    .values({ identifier: storableText(authority.identifier), ...listed, ...detailed, read_at: read.at })
    .onConflict((conflict) =>
      conflict.column('identifier').doUpdateSet({ ...listed, ...(read.isDetailed ? detailed : {}), read_at: read.at }),
    )
    .execute()
}
