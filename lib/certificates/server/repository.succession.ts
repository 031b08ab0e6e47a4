import 'server-only'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateType } from '../schema.ts'
import { nameKeyOf } from './mirror-row.ts'
import { selectListRows, type CertificateListRow } from './repository.rows.ts'

/** Certificates of one name and type in the order in which they begin, on either side of one of them. */
export type SuccessionRows = { later: CertificateListRow[]; earlier: CertificateListRow[] }

type Placed = { identifier: string; commonName: string; type: CertificateType; notBefore: number | null }

/** The nearest `limit` of each side, nearest first; by an index, so that no number of namesakes is read through. */
export async function findSuccession(db: Database, of: Placed, limit: number): Promise<SuccessionRows> {
  const key = nameKeyOf(of.commonName)
  if (key === '' || of.notBefore === null) return { later: [], earlier: [] }
  const place = sql`(${of.notBefore}, ${of.identifier})`
  const beside = (isBeside: ReturnType<typeof sql<SqlBool>>, order: 'asc' | 'desc') =>
    selectListRows(db)
      .where('c.common_name_key', '=', key)
      .where('c.type', '=', of.type)
      .where(isBeside)
      .orderBy('c.not_before', order)
      .orderBy('c.identifier', order)
      .limit(limit)
      .execute()
  const [later, earlier] = await Promise.all([
    beside(sql<SqlBool>`(c.not_before, c.identifier) > ${place}`, 'asc'),
    beside(sql<SqlBool>`(c.not_before, c.identifier) < ${place}`, 'desc'),
  ])
  return { later, earlier }
}
