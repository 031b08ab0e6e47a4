import 'server-only'
import { sql } from 'kysely'
import { engineOf, type Database } from './database.ts'

/**
 * What stands between this process and the audit's records and checkpoints, beside the guards in the store.
 * `file_owner`: on SQLite whoever owns the file can drop the guards. `table_owner`: on PostgreSQL the console's role
 * owns the tables, or is a superuser, and can too. `insert_only`: it can neither change records nor drop guards.
 */
export type AuditProtection = 'file_owner' | 'table_owner' | 'insert_only'

export async function auditProtection(db: Database): Promise<AuditProtection> {
  if (engineOf(db) === 'sqlite') return 'file_owner'
  const { rows } = await sql<{ isMighty: boolean }>`
    select bool_or(pg_has_role(current_user, c.relowner, 'MEMBER')
                   or has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER')) as "isMighty"
      from pg_class c where c.oid in ('audit_events'::regclass, 'audit_checkpoints'::regclass)`.execute(db)
  return rows[0]?.isMighty === false ? 'insert_only' : 'table_owner'
}
