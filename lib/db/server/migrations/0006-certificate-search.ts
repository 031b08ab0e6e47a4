import 'server-only'
import { sql, type Kysely } from 'kysely'
import { searchGrams } from '#lib/core/search-grams.ts'
import type { Engine } from '../database.ts'
import { StoreError } from '../store-error.ts'
import { columnTypes } from './column-types.ts'

/**
 * Indexes by which a text is found anywhere in a million certificates. PostgreSQL has them on the columns (pg_trgm), SQLite
 * as FTS5 tables beside them, which name a row by its number.
 */
export async function indexCertificateSearch<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text } = columnTypes(engine)
  await (engine === 'sqlite' ? numberRows(db) : addNumber(db))
  await sql`alter table certificates add column search_grams ${text} not null default ''`.execute(db)
  await fillGrams(db)
  await (engine === 'sqlite' ? indexForSqlite(db) : indexForPostgres(db))
  await sql`drop index ix_certificates_deleted_at_identifier`.execute(db)
  await sql`create index ix_certificates_kinds on certificates (${sql.raw(KINDS)}, identifier)`.execute(db)
  if (engine === 'sqlite') await widenSortIndexes(db)
  await sql`create index ix_certificates_md5 on certificates (md5)`.execute(db)
  await sql`create index ix_certificates_type_identifier on certificates (type, identifier)`.execute(db)
}

/** What a list is narrowed by and counted by. */
const KINDS = 'deleted_at, vendor_status, type, ca_identifier, algorithm, key_size, not_after'

/**
 * A list that is sorted and narrowed walks along the index of its order, past all that does not belong to it: with these
 * columns beside the sorted one, without reading those rows. (PostgreSQL would read them all the same.)
 */
async function widenSortIndexes<Schema>(db: Kysely<Schema>): Promise<void> {
  for (const column of ['common_name_key', 'not_after', 'not_before', 'serial_number']) {
    const name = `ix_certificates_${column}_identifier`
    await sql`drop index ${sql.id(name)}`.execute(db)
    await sql`create index ${sql.id(name)} on certificates (${sql.id(column)}, identifier, ${sql.raw(KINDS)})`.execute(
      db,
    )
  }
}

async function addNumber<Schema>(db: Kysely<Schema>): Promise<void> {
  await sql`alter table certificates add column number bigint generated always as identity unique`.execute(db)
}

/** VACUUM may give rows without a number of their own another rowid, and the FTS5 tables would name others. */
async function numberRows<Schema>(db: Kysely<Schema>): Promise<void> {
  const made = await sql<{ type: string; sql: string }>`
    select type, sql from sqlite_schema where tbl_name = 'certificates' and sql is not null`.execute(db)
  const table = made.rows.find(({ type }) => type === 'table')?.sql ?? ''
  const body = table.slice(table.indexOf('(') + 1).replace('not null primary key', 'not null unique')
  const { rows } = await sql<{ name: string }>`select name from pragma_table_info('certificates')`.execute(db)
  const columns = sql.join(rows.map(({ name }) => sql.id(name)))
  await sql`create table numbered (number integer not null primary key autoincrement, ${sql.raw(body)}`.execute(db)
  await sql`insert into numbered (${columns}) select ${columns} from certificates`.execute(db)
  await sql`drop table certificates`.execute(db)
  await sql`alter table numbered rename to certificates`.execute(db)
  for (const { type, sql: statement } of made.rows) {
    if (type !== 'table') await sql.raw(statement).execute(db)
  }
}

const ROWS_AT_ONCE = 500

/** Computed here and not by the engine: the product's own writes compute it the same way. */
async function fillGrams<Schema>(db: Kysely<Schema>): Promise<void> {
  for (let after = 0; ;) {
    const { rows } = await sql<{ number: number; search_text: string }>`
      select number, search_text from certificates where number > ${after} order by number limit ${ROWS_AT_ONCE}`.execute(
      db,
    )
    for (const { number, search_text: text } of rows) {
      await sql`update certificates set search_grams = ${searchGrams(text).join(' ')} where number = ${number}`.execute(
        db,
      )
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last.number
  }
}

async function indexForPostgres<Schema>(db: Kysely<Schema>): Promise<void> {
  await createTrigrams(db)
  await sql`create index ix_certificates_text on certificates using gin (search_text gin_trgm_ops)`.execute(db)
  await sql`create index ix_certificates_serial on certificates using gin (serial_number gin_trgm_ops)`.execute(db)
  await sql`create index ix_certificates_grams on certificates
            using gin (string_to_array(search_grams, ' '))`.execute(db)
}

const INSUFFICIENT_PRIVILEGE = '42501'

/** It comes with PostgreSQL, and whoever may create in the database may create it; a careful owner may not. */
async function createTrigrams<Schema>(db: Kysely<Schema>): Promise<void> {
  try {
    await sql`create extension if not exists pg_trgm`.execute(db)
  } catch (cause) {
    const isDenied = cause instanceof Error && 'code' in cause && cause.code === INSUFFICIENT_PRIVILEGE
    if (!isDenied) throw cause
    throw new StoreError(
      'The database needs the extension pg_trgm, which this role may not create: let an administrator of the database run CREATE EXTENSION pg_trgm in it once.',
    )
  }
}

/** Each indexes one column of certificates and is kept by triggers, which give it the text that it held. */
const indexes = [
  { name: 'certificates_text', column: 'search_text', options: `tokenize = 'trigram case_sensitive 1'` },
  {
    name: 'certificates_serial',
    column: 'serial_number',
    options: `tokenize = 'trigram case_sensitive 1', detail = none`,
  },
  { name: 'certificates_grams', column: 'search_grams', options: `tokenize = 'ascii', detail = none` },
] as const

async function indexForSqlite<Schema>(db: Kysely<Schema>): Promise<void> {
  for (const { name, column, options } of indexes) {
    const [table, indexed] = [sql.id(name), sql.id(column)]
    await sql`create virtual table ${table} using fts5(${indexed}, content = 'certificates', content_rowid = 'number',
              ${sql.raw(options)})`.execute(db)
    await sql`insert into ${table} (${table}) values ('rebuild')`.execute(db)
    const forget = sql`insert into ${table} (${table}, rowid, ${indexed}) values ('delete', old.number, old.${indexed})`
    const learn = sql`insert into ${table} (rowid, ${indexed}) values (new.number, new.${indexed})`
    await sql`create trigger ${sql.id(`${name}_insert`)} after insert on certificates begin ${learn}; end`.execute(db)
    await sql`create trigger ${sql.id(`${name}_delete`)} after delete on certificates begin ${forget}; end`.execute(db)
    await sql`create trigger ${sql.id(`${name}_update`)} after update of ${indexed} on certificates
              when old.${indexed} <> new.${indexed} begin ${forget}; ${learn}; end`.execute(db)
  }
}
