import 'server-only'
import { sql } from 'kysely'
import type { Database, Trx } from './database.ts'
import { StoreError } from './store-error.ts'

/** Of two launchers that grant at once PostgreSQL would refuse one: "tuple concurrently updated". */
const GRANT_LOCK = 7_243_001

/**
 * Leaves the role that the console runs as everything it needs and no more: of audit records it may only read and
 * insert (G10), whatever default privileges gave. Called by the owner after each migration, since new tables start
 * without grants. Throws StoreError when `role` could change records all the same.
 */
export async function grantToApplication(owner: Database, role: string): Promise<void> {
  await refuseTooMighty(owner, role)
  const schema = sql.id(await currentSchema(owner))
  const to = sql.id(role)
  await owner.transaction().execute(async (trx) => {
    const run = (statement: ReturnType<typeof sql>) => statement.execute(trx)
    await run(sql`select pg_advisory_xact_lock(${sql.lit(GRANT_LOCK)})`)
    const tables = sql.join(await ownTables(trx))
    await run(sql`revoke all on ${tables} from ${to}, public`)
    await run(sql`revoke create on schema ${schema} from ${to}`)
    await run(sql`grant usage on schema ${schema} to ${to}`)
    await run(sql`grant select, insert, update, delete on ${tables} to ${to}`)
    await run(
      sql`revoke all on kysely_migration, kysely_migration_lock, audit_events, audit_checkpoints, audit_head from ${to}`,
    )
    await run(sql`grant select on kysely_migration to ${to}`)
    await run(sql`grant select, insert on audit_events, audit_checkpoints to ${to}`)
    // FOR UPDATE asks for the right to update some column. The guard refuses every update that this would allow.
    await run(sql`grant select, update (id) on audit_head to ${to}`)
    await refuseBorrowedRights(trx, role)
  })
}

/** An extension may have put tables of somebody else's into the schema. */
async function ownTables(trx: Trx) {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables
     where schemaname = current_schema() and tableowner = current_user order by tablename`.execute(trx)
  if (!rows.some(({ name }) => name === 'audit_events')) {
    throw new StoreError(
      'The audit belongs to another role than that of DATABASE_MIGRATION_URL. Give it the tables: REASSIGN OWNED BY … TO ….',
    )
  }
  return rows.map(({ name }) => sql.id(name))
}

/** What another role was given, of which this one is a member, cannot be taken from this one. */
async function refuseBorrowedRights(trx: Trx, role: string): Promise<void> {
  const { rows } = await sql<{ mayChange: boolean }>`
    select has_table_privilege(${role}::name, 'audit_events', 'UPDATE, DELETE, TRUNCATE, TRIGGER')
           or has_table_privilege(${role}::name, 'audit_checkpoints', 'UPDATE, DELETE, TRUNCATE, TRIGGER')
           or has_table_privilege(${role}::name, 'audit_head', 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER') as "mayChange"`.execute(
    trx,
  )
  if (rows[0]?.mayChange !== false) {
    throw new StoreError(
      `The role ${role} of DATABASE_URL may change audit records by way of another role: take it out of that role, or take these rights from it.`,
    )
  }
}

async function refuseTooMighty(owner: Database, role: string): Promise<void> {
  const { rows } = await sql<{ isMighty: boolean }>`
    select rolsuper or pg_has_role(oid, current_user::name, 'MEMBER') as "isMighty"
      from pg_roles where rolname = ${role}`.execute(owner)
  if (rows[0]?.isMighty !== false) {
    throw new StoreError(
      `The role ${role} of DATABASE_URL is a superuser or a member of the role of DATABASE_MIGRATION_URL, and so could change audit records. Give the console a role of its own.`,
    )
  }
}

async function currentSchema(db: Database): Promise<string> {
  const { rows } = await sql<{ schema: string }>`select current_schema() as schema`.execute(db)
  return rows[0]?.schema ?? 'public'
}
