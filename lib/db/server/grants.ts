import 'server-only'
import { sql } from 'kysely'
import type { Database } from './database.ts'
import { StoreError } from './store-error.ts'

/**
 * Leaves the role that the console runs as everything it needs and no more: of audit records it may only read and
 * insert (G10). Called by the owner after each migration, since new tables start without grants.
 * Throws StoreError when `role` could take the owner's rights all the same.
 */
export async function grantToApplication(owner: Database, role: string): Promise<void> {
  await refuseTooMighty(owner, role)
  const schema = sql.id(await currentSchema(owner))
  const to = sql.id(role)
  await owner.transaction().execute(async (trx) => {
    const run = (statement: ReturnType<typeof sql>) => statement.execute(trx)
    await run(sql`revoke all on all tables in schema ${schema} from ${to}`)
    await run(sql`revoke create on schema ${schema} from ${to}`)
    await run(sql`grant usage on schema ${schema} to ${to}`)
    await run(sql`grant select, insert, update, delete on all tables in schema ${schema} to ${to}`)
    await run(sql`revoke all on kysely_migration, kysely_migration_lock, audit_events, audit_head from ${to}`)
    await run(sql`grant select on kysely_migration to ${to}`)
    await run(sql`grant select, insert on audit_events to ${to}`)
    // FOR UPDATE asks for the right to update some column. The guard refuses every update that this would allow.
    await run(sql`grant select, update (id) on audit_head to ${to}`)
  })
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
