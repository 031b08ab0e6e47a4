import 'server-only'
import { sql, type Insertable, type Selectable } from 'kysely'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { CrlChecksTable, CrlPointsTable, CrlsTable } from '#lib/db/server/tables.evidence.ts'

// The only SQL on crls, crl_points and crl_checks.

export type CrlRow = Omit<Selectable<CrlsTable>, 'der'>
export type CrlPointRow = Selectable<CrlPointsTable>
export type CrlCheckRow = Selectable<CrlChecksTable>
export type CrlPoint = { caIdentifier: string; url: string }

const crlColumns = [
  'sha256',
  'ca_identifier',
  'number',
  'this_update',
  'next_update',
  'entries',
  'size',
  'signature_algorithm',
  'fetched_at',
] as const

/** Keeps a good CRL; the same bytes once. */
export async function insertCrl(trx: Trx, row: Insertable<CrlsTable>): Promise<void> {
  await trx
    .insertInto('crls')
    .values(row)
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute()
}

export async function findCrl(db: Database | Trx, sha256: string): Promise<CrlRow | null> {
  return (await db.selectFrom('crls').select(crlColumns).where('sha256', '=', sha256).executeTakeFirst()) ?? null
}

export async function readCrlBytes(db: Database, sha256: string): Promise<Buffer | null> {
  const row = await db.selectFrom('crls').select('der').where('sha256', '=', sha256).executeTakeFirst()
  return row ? Buffer.from(row.der) : null
}

export async function findCrls(db: Database, sha256s: readonly string[]): Promise<CrlRow[]> {
  if (sha256s.length === 0) return []
  return db.selectFrom('crls').select(crlColumns).where('sha256', 'in', sha256s).execute()
}

/** Removes what shows nothing and is nowhere the newest: a CA makes one a day, of up to many megabytes. */
export async function pruneCrls(trx: Trx, caIdentifier: string): Promise<void> {
  await sql`delete from crls where ca_identifier = ${caIdentifier}
    and not exists (select 1 from crl_points p where p.crl_sha256 = crls.sha256)
    and not exists (select 1 from publications p where p.crl_sha256 = crls.sha256)
    and not exists (select 1 from publications p where p.absent_sha256 = crls.sha256)
    and not exists (select 1 from publications p where p.watch_sha256 = crls.sha256)`.execute(trx)
}

export async function ensurePoint(
  db: Database | Trx,
  { caIdentifier, url }: CrlPoint,
  nextTryAt: number,
): Promise<void> {
  await db
    .insertInto('crl_points')
    .values({ ca_identifier: caIdentifier, url, detail: '', failures: 0, next_try_at: nextTryAt })
    .onConflict((conflict) => conflict.columns(['ca_identifier', 'url']).doNothing())
    .execute()
}

export async function findPoint(db: Database | Trx, { caIdentifier, url }: CrlPoint): Promise<CrlPointRow | null> {
  const query = db.selectFrom('crl_points').selectAll().where('ca_identifier', '=', caIdentifier).where('url', '=', url)
  return (await query.executeTakeFirst()) ?? null
}

export async function listPoints(db: Database): Promise<CrlPointRow[]> {
  return db.selectFrom('crl_points').selectAll().orderBy('ca_identifier').orderBy('url').execute()
}

export async function listDuePoints(db: Database, now: number, limit: number): Promise<CrlPointRow[]> {
  return db
    .selectFrom('crl_points')
    .selectAll()
    .where('next_try_at', '<=', now)
    .orderBy('next_try_at')
    .limit(limit)
    .execute()
}

/** When the next thing is due, epoch ms; null when nothing ever is. */
export async function nextDueAt(db: Database): Promise<number | null> {
  const points = await db
    .selectFrom('crl_points')
    .select(({ fn }) => fn.min('next_try_at').as('at'))
    .executeTakeFirst()
  const rows = await db
    .selectFrom('publications')
    .select(({ fn }) => fn.min('next_check_at').as('at'))
    .executeTakeFirst()
  const times = [points?.at, rows?.at].flatMap((at) => (at === null || at === undefined ? [] : [at]))
  return times.length === 0 ? null : Math.min(...times)
}

export async function changePoint(
  trx: Trx,
  { caIdentifier, url }: CrlPoint,
  change: Partial<CrlPointsTable>,
): Promise<void> {
  await trx
    .updateTable('crl_points')
    .set(change)
    .where('ca_identifier', '=', caIdentifier)
    .where('url', '=', url)
    .execute()
}

/** Lengthens the newest row of the history where the look found the same again, else begins another. */
export async function recordCheck(
  trx: Trx,
  found: Omit<Insertable<CrlChecksTable>, 'id' | 'first_at' | 'last_at' | 'times'>,
  at: number,
): Promise<void> {
  const last = await trx
    .selectFrom('crl_checks')
    .select(['id', 'outcome', 'sha256', 'times'])
    .where('ca_identifier', '=', found.ca_identifier)
    .where('url', '=', found.url)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (last !== undefined && last.outcome === found.outcome && last.sha256 === (found.sha256 ?? null)) {
    await trx
      .updateTable('crl_checks')
      .set({ last_at: at, times: last.times + 1, detail: found.detail })
      .where('id', '=', last.id)
      .execute()
    return
  }
  await trx
    .insertInto('crl_checks')
    .values({ ...found, first_at: at, last_at: at, times: 1 })
    .execute()
}

export async function listChecks(db: Database, caIdentifier: string, limit: number): Promise<CrlCheckRow[]> {
  return db
    .selectFrom('crl_checks')
    .selectAll()
    .where('ca_identifier', '=', caIdentifier)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}
