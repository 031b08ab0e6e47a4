import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { auditProtection } from '#lib/db/server/audit-protection.ts'
import { openDatabase, type OpenedDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { assertMigrated, migrateStore } from '#lib/db/server/migrate.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { auditSealNumber } from '#tests/support/audit-key.ts'
import { newStore } from '#tests/support/engines.ts'

const context = { actor: { kind: 'shell' }, correlationId: 'c', clock: { now: () => 1_000 } } as const

describe('the console’s own role on PostgreSQL', () => {
  const suffix = randomBytes(6).toString('hex')
  const [owner, application] = [`owner_${suffix}`, `console_${suffix}`]
  let admin: OpenedDatabase
  let store: Awaited<ReturnType<typeof newStore>>
  let console: OpenedDatabase

  const as = (role: string): OpenOptions & { url: string } => {
    const url = new URL(store.options.url ?? '')
    url.username = role
    return { ...store.options, url: url.href }
  }
  const runAsAdmin = (statement: string) => sql.raw(statement).execute(admin.db)

  beforeAll(async () => {
    store = await newStore('postgres')
    admin = await openDatabase(store.options)
    await runAsAdmin(`create role ${owner} login`)
    await runAsAdmin(`create role ${application} login`)
    await runAsAdmin(`grant create, usage on schema public to ${owner}`)
    await runAsAdmin('create extension pg_trgm')
    await migrateStore({ url: as(application).url, migrationUrl: as(owner).url, dataDir: store.options.dataDir })
    console = await openDatabase(as(application))
  })
  afterAll(async () => {
    await console.close()
    await runAsAdmin(`drop owned by ${application}, ${owner} cascade`)
    await runAsAdmin(`drop role ${application}, ${owner}`)
    await admin.close()
    await store.remove()
  })

  it('works: it appends to the audit and keeps its tables', async () => {
    await assertMigrated(console.db)
    const { sequence } = await transaction(console.db, (trx) =>
      recordEvent(trx, context, { action: 'sign_in', outcome: 'done' }),
    )
    expect(sequence).toBe(1)
    expect(
      await createCheckpointSigner(auditSealNumber(1)).sign({ ...context, db: console.db, log: () => undefined }),
    ).toBe('signed')
    await console.db.insertInto('facts').values({ name: 'a', value: '', at: 1 }).execute()
    await console.db.updateTable('facts').set({ at: 2 }).execute()
    await console.db.deleteFrom('facts').execute()
    const pass = { started_at: 1, ended_at: null, state: 'running', complete: 0, pages: 0, rows: 0 } as const
    const added = console.db
      .insertInto('sync_passes')
      .values({ ...pass, vendor_total: null, missing: '[]', failure: null })
      .returning('id')
    expect(await added.execute()).toHaveLength(1)
  })

  it.each([
    'update audit_events set record = record',
    'delete from audit_events',
    'truncate audit_events',
    'update audit_checkpoints set signature = signature',
    'delete from audit_checkpoints',
    'truncate audit_checkpoints',
    'alter table audit_checkpoints disable trigger all',
    'update audit_head set sequence = 0',
    'update audit_head set hash = hash',
    'delete from audit_head',
    'drop trigger audit_events_no_change on audit_events',
    'alter table audit_events disable trigger all',
    'drop table audit_events',
    'drop table audit_checkpoints',
    'drop trigger audit_checkpoints_no_change on audit_checkpoints',
    'create or replace function audit_refuse() returns trigger language plpgsql as $$ begin return null; end $$',
    'set session_replication_role = replica',
    `delete from kysely_migration`,
    'create table mine (x int)',
  ])('may not: %s', async (statement) => {
    await expect(sql.raw(statement).execute(console.db)).rejects.toThrow(/permission denied|must be owner/)
  })

  it('may not move the head by the one right that locking it takes', async () => {
    await expect(sql`update audit_head set id = 1`.execute(console.db)).rejects.toThrow('the head follows the records')
  })

  it('is known to be insert-only, and the owner is known not to be', async () => {
    expect(await auditProtection(console.db)).toBe('insert_only')
    const mighty = await openDatabase(as(owner))
    expect(await auditProtection(mighty.db)).toBe('table_owner')
    await mighty.close()
    expect(await auditProtection(admin.db)).toBe('table_owner')
    const file = await newStore('sqlite')
    await migrateStore(file.options)
    const opened = await openDatabase(file.options)
    expect(await auditProtection(opened.db)).toBe('file_owner')
    await opened.close()
    await file.remove()
  })

  it('is refused when it is a member of the owner all the same', async () => {
    await runAsAdmin(`grant ${owner} to ${application}`)
    const migrating = migrateStore({ url: as(application).url, migrationUrl: as(owner).url, dataDir: '/nonexistent' })
    await expect(migrating).rejects.toThrow(StoreError)
    await runAsAdmin(`revoke ${owner} from ${application}`)
  })

  it('is not asked for when both addresses name one role, or only the migration has one', async () => {
    const url = as(owner).url
    await expect(migrateStore({ url, migrationUrl: url, dataDir: '/nonexistent' })).resolves.toBeUndefined()
    await expect(migrateStore({ migrationUrl: url, dataDir: '/nonexistent' })).rejects.toThrow('DATABASE_URL is not')
  })

  it('is refused when the addresses name different databases', async () => {
    const other = await newStore('postgres')
    const url = new URL(other.options.url ?? '')
    url.username = application
    const migrating = migrateStore({ url: url.href, migrationUrl: as(owner).url, dataDir: '/nonexistent' })
    await expect(migrating).rejects.toThrow('different databases')
    await other.remove()
  })
})
