import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'
import { currentSchema, trigger } from './audit-guards.ts'
import { columnTypes } from './column-types.ts'

/**
 * Signed checkpoints of the audit, guarded as its records are: nothing changes or goes, and what comes names a record
 * that is there and lies behind the last checkpoint.
 */
export async function createAuditCheckpoints<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  const { text, integer } = columnTypes(engine)
  const ending = engine === 'sqlite' ? sql` strict` : sql``
  await sql`create table audit_checkpoints (
    sequence ${integer} not null primary key check (sequence > 0),
    hash ${text} not null, at ${integer} not null, key_id ${text} not null, public_key ${text} not null,
    statement ${text} not null, signature ${text} not null)${ending}`.execute(db)
  const statements = engine === 'sqlite' ? sqliteGuards : postgresGuards(await currentSchema(db))
  for (const statement of statements) await sql.raw(statement).execute(db)
}

const sqliteGuards = [
  // Also what stops REPLACE: it comes before the conflict is resolved by deleting.
  `create trigger audit_checkpoints_only_next before insert on audit_checkpoints
   when new.sequence <= (select coalesce(max(sequence), 0) from audit_checkpoints)
     or not exists (select 1 from audit_events where sequence = new.sequence and hash = new.hash)
   begin select raise(abort, 'audit: a checkpoint names a record behind the last checkpoint'); end`,
  `create trigger audit_checkpoints_no_update before update on audit_checkpoints
   begin select raise(abort, 'audit: checkpoints cannot be changed'); end`,
  `create trigger audit_checkpoints_no_delete before delete on audit_checkpoints
   begin select raise(abort, 'audit: checkpoints cannot be deleted'); end`,
]

/** Names are qualified and the search path is fixed, as with the records. */
function postgresGuards(schema: string): string[] {
  const table = `${schema}.audit_checkpoints`
  const onlyNext = `${schema}.audit_checkpoints_only_next`
  return [
    `create function ${onlyNext}() returns trigger language plpgsql set search_path = pg_catalog, pg_temp as $guard$
     begin
       if new.sequence <= (select coalesce(max(c.sequence), 0) from ${table} c) or not exists (
            select from ${schema}.audit_events e where e.sequence = new.sequence and e.hash = new.hash) then
         raise exception 'audit: a checkpoint names a record behind the last checkpoint';
       end if;
       return new;
     end $guard$`,
    ...trigger(table, 'audit_checkpoints_only_next', 'before insert', 'row', onlyNext),
    ...trigger(table, 'audit_checkpoints_no_change', 'before update or delete', 'row', `${schema}.audit_refuse`),
    ...trigger(table, 'audit_checkpoints_no_truncate', 'before truncate', 'statement', `${schema}.audit_refuse`),
  ]
}
