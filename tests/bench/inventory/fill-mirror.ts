import { sql } from 'kysely'
import { transaction } from '#lib/db/server/transaction.ts'
import type { OpenedDatabase } from '#lib/db/server/database.ts'
import { authorities, benchRow } from './mirror-rows.ts'

const ROWS_AT_ONCE = 200
const ROWS_PER_TRANSACTION = 10_000

/** Fills an empty, migrated mirror. What is made by the store for each row (indexes, triggers) is put aside and made at the end. */
export async function fillMirror(store: OpenedDatabase, rows: number, now: number): Promise<void> {
  await fillAuthorities(store, now)
  const restore = await putAside(store)
  for (let from = 0; from < rows; from += ROWS_PER_TRANSACTION) {
    const until = Math.min(rows, from + ROWS_PER_TRANSACTION)
    await transaction(store.db, async (trx) => {
      for (let first = from; first < until; first += ROWS_AT_ONCE) {
        const length = Math.min(ROWS_AT_ONCE, until - first)
        const values = Array.from({ length }, (_, at) => benchRow(first + at, now))
        await trx.insertInto('certificates').values(values).execute()
      }
    })
  }
  await restore()
  // A real server does it by itself; a real SQLite has no statistics, and is told how to find rows.
  if (store.engine === 'postgres') await sql`vacuum analyze`.execute(store.db)
}

async function fillAuthorities({ db }: OpenedDatabase, now: number): Promise<void> {
  const rows = authorities.map(({ identifier, name }) => ({
    identifier,
    parent_identifier: null,
    type: 'sub' as const,
    common_name: name,
    subject: `CN=${name}`,
    serial_number: '01',
    vendor_status: 'ISSUE',
    algorithm: 'ECC',
    key_size: 256,
    sign_algorithm: 'SHA256WITHECDSA',
    sha256: '',
    not_before: now,
    not_after: now,
    pem: '',
    crl_status: null,
    crl_url: null,
    crl_days: null,
    issued_count: null,
    total_count: null,
    read_at: now,
  }))
  await db.insertInto('authorities').values(rows).execute()
}

/** Returns what makes them again. */
async function putAside({ db, engine }: OpenedDatabase): Promise<() => Promise<void>> {
  if (engine === 'postgres') {
    const { rows } = await sql<{ name: string; made: string }>`
      select i.indexname as name, i.indexdef as made from pg_indexes as i
      where i.tablename = 'certificates' and not exists (
        select 1 from pg_constraint as c where c.conname = i.indexname)`.execute(db)
    for (const { name } of rows) await sql`drop index ${sql.id(name)}`.execute(db)
    return async () => {
      await sql`set maintenance_work_mem = '512MB'`.execute(db)
      for (const { made } of rows) await sql.raw(made).execute(db)
    }
  }
  const { rows } = await sql<{ type: string; name: string; made: string }>`
    select type, name, sql as made from sqlite_schema
    where tbl_name = 'certificates' and type in ('index', 'trigger') and sql is not null`.execute(db)
  for (const { type, name } of rows) await sql.raw(`drop ${type} "${name}"`).execute(db)
  return async () => {
    for (const { made } of rows) await sql.raw(made).execute(db)
    for (const table of ['certificates_text', 'certificates_serial', 'certificates_grams']) {
      await sql`insert into ${sql.id(table)} (${sql.id(table)}) values ('rebuild')`.execute(db)
    }
  }
}
