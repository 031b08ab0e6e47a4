import { sql } from 'kysely'
import { engineOf, type Database } from '#lib/db/server/database.ts'

/**
 * Makes an open store refuse every write as a read-only one does, and take them again: SQLite by its own switch on
 * the one connection, PostgreSQL by triggers that fail with the server's own code.
 */
export async function refuseWrites(db: Database): Promise<void> {
  if (engineOf(db) === 'sqlite') await sql`pragma query_only = on`.execute(db)
  else
    await sql
      .raw(
        `${refuser}; ${onEveryTable('create trigger refuse_writes before insert or update or delete on %I.%I for each statement execute function refuse_write()')}`,
      )
      .execute(db)
}

export async function takeWrites(db: Database): Promise<void> {
  if (engineOf(db) === 'sqlite') await sql`pragma query_only = off`.execute(db)
  else await sql.raw(onEveryTable('drop trigger refuse_writes on %I.%I')).execute(db)
}

const refuser = `create or replace function refuse_write() returns trigger language plpgsql as $$
  begin raise exception 'cannot execute it in a read-only transaction' using errcode = '25006'; end $$`

function onEveryTable(statement: string): string {
  return `do $$ declare found record; begin
    for found in select schemaname, tablename from pg_tables where schemaname = 'public' loop
      execute format('${statement}', found.schemaname, found.tablename);
    end loop; end $$`
}
