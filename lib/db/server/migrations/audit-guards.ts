import 'server-only'
import { sql, type Kysely } from 'kysely'
import type { Engine } from '../database.ts'

/** The hash before the first record: 32 zero bytes. */
const GENESIS_HASH = '0000000000000000000000000000000000000000000000000000000000000000'

/**
 * The audit chain can only grow at its end, by one record at a time, whoever asks and however: the guards refuse
 * every update and delete, every insert that is not the next in sequence upon the head's hash, and moves the head
 * itself, so that head and last record cannot disagree. PostgreSQL also refuses TRUNCATE and recomputes the hash.
 * On SQLite whoever owns the file can drop triggers: signed checkpoints are the defence against that.
 */
export async function guardAudit<Schema>(db: Kysely<Schema>, engine: Engine): Promise<void> {
  await sql`insert into audit_head (id, sequence, hash) values (1, 0, ${sql.lit(GENESIS_HASH)})`.execute(db)
  const statements = engine === 'sqlite' ? sqliteGuards() : postgresGuards(await currentSchema(db))
  for (const statement of statements) await sql.raw(statement).execute(db)
}

function sqliteGuards(): string[] {
  return [
    // Also what stops REPLACE: it comes before the conflict is resolved by deleting.
    `create trigger audit_events_only_next before insert on audit_events
     when new.sequence is not (select sequence + 1 from audit_head) or new.previous_hash is not (select hash from audit_head)
     begin select raise(abort, 'audit: only the next record can be inserted'); end`,
    `create trigger audit_events_move_head after insert on audit_events
     begin update audit_head set sequence = new.sequence, hash = new.hash where id = 1; end`,
    `create trigger audit_events_no_update before update on audit_events
     begin select raise(abort, 'audit: records cannot be changed'); end`,
    `create trigger audit_events_no_delete before delete on audit_events
     begin select raise(abort, 'audit: records cannot be deleted'); end`,
    `create trigger audit_head_only_forward before update on audit_head
     when new.id is not old.id or new.sequence is not old.sequence + 1
       or new.hash is not (select hash from audit_events where sequence = old.sequence + 1)
     begin select raise(abort, 'audit: the head follows the records'); end`,
    `create trigger audit_head_no_insert before insert on audit_head
     begin select raise(abort, 'audit: there is one head'); end`,
    `create trigger audit_head_no_delete before delete on audit_head
     begin select raise(abort, 'audit: the head cannot be deleted'); end`,
  ]
}

/** Names are qualified and the search path is fixed: else a temporary table named audit_head would be believed. */
function postgresGuards(schema: string): string[] {
  const safe = `language plpgsql set search_path = pg_catalog, pg_temp`
  const events = `${schema}.audit_events`
  const head = `${schema}.audit_head`
  return [
    `create function ${schema}.audit_events_only_next() returns trigger ${safe} as $guard$
     begin
       if not exists (select from ${head} h where h.sequence + 1 = new.sequence and h.hash = new.previous_hash) then
         raise exception 'audit: only the next record can be inserted';
       end if;
       if new.record_hash <> encode(sha256(convert_to(new.record, 'UTF8')), 'hex')
          or new.hash <> encode(sha256(decode(new.previous_hash, 'hex') || decode(new.record_hash, 'hex')), 'hex') then
         raise exception 'audit: the hash does not follow from the record';
       end if;
       return new;
     end $guard$`,
    // As its owner: the application's role may be denied updates of the head.
    `create function ${schema}.audit_events_move_head() returns trigger ${safe} security definer as $guard$
     begin
       update ${head} set sequence = new.sequence, hash = new.hash where id = 1;
       return null;
     end $guard$`,
    `create function ${schema}.audit_head_only_forward() returns trigger ${safe} as $guard$
     begin
       if new.id <> old.id or new.sequence <> old.sequence + 1 or not exists (
            select from ${events} e where e.sequence = new.sequence and e.hash = new.hash) then
         raise exception 'audit: the head follows the records';
       end if;
       return new;
     end $guard$`,
    `create function ${schema}.audit_refuse() returns trigger ${safe} as $guard$
     begin
       raise exception 'audit: % of % is refused', lower(tg_op), tg_table_name;
     end $guard$`,
    ...trigger(events, 'audit_events_only_next', 'before insert', 'row', `${schema}.audit_events_only_next`),
    ...trigger(events, 'audit_events_move_head', 'after insert', 'row', `${schema}.audit_events_move_head`),
    ...trigger(events, 'audit_events_no_change', 'before update or delete', 'row', `${schema}.audit_refuse`),
    ...trigger(events, 'audit_events_no_truncate', 'before truncate', 'statement', `${schema}.audit_refuse`),
    ...trigger(head, 'audit_head_only_forward', 'before update', 'row', `${schema}.audit_head_only_forward`),
    ...trigger(head, 'audit_head_one', 'before insert or delete', 'row', `${schema}.audit_refuse`),
    ...trigger(head, 'audit_head_no_truncate', 'before truncate', 'statement', `${schema}.audit_refuse`),
  ]
}

/** ENABLE ALWAYS: an ordinary trigger is silent in a session with session_replication_role = replica. */
export function trigger(table: string, name: string, when: string, each: 'row' | 'statement', call: string): string[] {
  return [
    `create trigger ${name} ${when} on ${table} for each ${each} execute function ${call}()`,
    `alter table ${table} enable always trigger ${name}`,
  ]
}

/** The schema that tables are made in, quoted where it has to be. */
export async function currentSchema<Schema>(db: Kysely<Schema>): Promise<string> {
  const { rows } = await sql<{ schema: string | null }>`select quote_ident(current_schema()) as schema`.execute(db)
  const schema = rows[0]?.schema
  if (schema === undefined || schema === null)
    throw new Error('the search path names no schema to create the tables in')
  return schema
}
