import 'server-only'
import { sql, type Expression, type SqlBool } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateType } from '../schema.ts'
import { nameKeyOf } from './mirror-row.ts'
import { targetOf, type Target } from './repository.lifecycle.ts'
import {
  selectDetailRows,
  selectListRows,
  statusOf,
  withOpenOperation,
  type CertificateListRow,
  type CertificateRow,
} from './repository.rows.ts'

// The only SQL on certificates, in files by idea: rows (columns and status), conditions and list, facets, mirror
// (readings written down), lifecycle (what a certificate becomes), unseen, and here what looks for single certificates.

export async function findCertificate(db: Database, identifier: string): Promise<CertificateRow | null> {
  return (await selectDetailRows(db).where('c.identifier', '=', identifier).executeTakeFirst()) ?? null
}

export async function findTarget(db: Database, identifier: string): Promise<Target | null> {
  const row = await db
    .selectFrom('certificates')
    .select(['identifier', 'serial_number', 'common_name'])
    .where('identifier', '=', identifier)
    .executeTakeFirst()
  return row === undefined ? null : targetOf(row)
}

/** Certificates beside one another; `total` counts all of them, `rows` holds the first few. */
export type Neighbours = { rows: CertificateListRow[]; total: number }

const NEIGHBOURS_SHOWN = 20

type Named = { identifier: string; commonName: string; type: CertificateType }
type Keyed = { identifier: string; publicKeySha256: string | null }

/**
 * Other *valid* certificates with the same common name and type: what would go on working when this one is revoked,
 * and possibly its replacement. An empty name has no namesakes.
 */
function isNamesake(of: Named, now: number): Expression<SqlBool> {
  const key = nameKeyOf(of.commonName)
  if (key === '') return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`(c.common_name_key = ${key} and c.type = ${of.type} and c.identifier != ${of.identifier}
    and ${statusOf(now)} = 'valid')`
}

/**
 * Other certificates with the same public key that are neither deleted nor expired; revoked ones are among them, with
 * their status. A compromised key is compromised in all of them. A key that cannot be read is shared with nobody.
 */
function sharesKey(of: Keyed, now: number): Expression<SqlBool> {
  if (of.publicKeySha256 === null) return sql<SqlBool>`1 = 0`
  return sql<SqlBool>`(c.public_key_sha256 = ${of.publicKeySha256} and c.identifier != ${of.identifier}
    and ${statusOf(now)} not in ('deleted', 'expired'))`
}

export async function findOthersWithName(db: Database, of: Named, now: number): Promise<Neighbours> {
  return findNeighbours(db, isNamesake(of, now))
}

export async function findOthersWithKey(db: Database, of: Keyed, now: number): Promise<Neighbours> {
  return findNeighbours(db, sharesKey(of, now))
}

/** Latest expiry first. */
async function findNeighbours(db: Database, are: Expression<SqlBool>): Promise<Neighbours> {
  const rows = await selectListRows(db)
    .where(are)
    .orderBy('c.not_after', 'desc')
    .orderBy('c.identifier')
    .limit(NEIGHBOURS_SHOWN + 1)
    .execute()
  if (rows.length <= NEIGHBOURS_SHOWN) return { rows, total: rows.length }
  const { total } = await withOpenOperation(db)
    .where(are)
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow()
  return { rows: rows.slice(0, NEIGHBOURS_SHOWN), total }
}

/** Whether there are any of each (1, else 0), in one look that ends with the first: the gate asks for no more. */
export async function anyNeighbours(
  db: Database,
  of: Named & Keyed,
  now: number,
): Promise<{ sameName: number; sameKey: number }> {
  const any = (are: Expression<SqlBool>) => {
    const one = withOpenOperation(db)
      .where(are)
      .select(sql<number>`1`.as('found'))
    return sql<number>`case when exists ${one} then 1 else 0 end`
  }
  return db
    .selectNoFrom([any(isNamesake(of, now)).as('sameName'), any(sharesKey(of, now)).as('sameKey')])
    .executeTakeFirstOrThrow()
}
