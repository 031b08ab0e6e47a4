import 'server-only'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateType } from '../schema.ts'
import { searchText } from '../search-text.ts'
import {
  selectDetailRows,
  selectListRows,
  statusOf,
  type CertificateListRow,
  type CertificateRow,
} from './repository.rows.ts'

// The only SQL on certificates, in files by idea: rows (columns and status), conditions and list, facets, mirror
// (writes), and here what looks for single certificates.

export async function findCertificate(db: Database, identifier: string): Promise<CertificateRow | null> {
  return (await selectDetailRows(db).where('c.identifier', '=', identifier).executeTakeFirst()) ?? null
}

/** Certificates beside one another; `total` counts all of them, `rows` holds the first few. */
export type Neighbours = { rows: CertificateListRow[]; total: number }

const NEIGHBOURS_SHOWN = 20

/**
 * Other *valid* certificates with the same common name and type: what would go on working when this one is revoked,
 * and possibly its replacement. An empty name has no namesakes. Latest expiry first.
 */
export async function findOthersWithName(
  db: Database,
  of: { identifier: string; commonName: string; type: CertificateType },
  now: number,
): Promise<Neighbours> {
  const key = searchText(of.commonName)
  if (key === '') return { rows: [], total: 0 }
  const rows = await selectListRows(db)
    .where('c.common_name_key', '=', key)
    .where('c.type', '=', of.type)
    .where('c.identifier', '!=', of.identifier)
    .where(sql<SqlBool>`${statusOf(now)} = 'valid'`)
    .orderBy('c.not_after', 'desc')
    .orderBy('c.identifier')
    .execute()
  return { rows: rows.slice(0, NEIGHBOURS_SHOWN), total: rows.length }
}

/**
 * Other certificates with the same public key that are neither deleted nor expired; revoked ones are among them, with
 * their status. A compromised key is compromised in all of them. A key that cannot be read is shared with nobody.
 */
export async function findOthersWithKey(
  db: Database,
  of: { identifier: string; publicKeySha256: string | null },
  now: number,
): Promise<Neighbours> {
  if (of.publicKeySha256 === null) return { rows: [], total: 0 }
  const rows = await selectListRows(db)
    .where('c.public_key_sha256', '=', of.publicKeySha256)
    .where('c.identifier', '!=', of.identifier)
    .where(sql<SqlBool>`${statusOf(now)} not in ('deleted', 'expired')`)
    .orderBy('c.not_after', 'desc')
    .orderBy('c.identifier')
    .execute()
  return { rows: rows.slice(0, NEIGHBOURS_SHOWN), total: rows.length }
}
