import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordEvent } from '#lib/audit/server/record.ts'
import { auditProtection } from '#lib/db/server/audit-protection.ts'
import { openDatabase, type OpenedDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { assertMigrated } from '#lib/db/server/migrate.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { assertBound, bindStore, refuseForeignStore } from '#lib/setup/binding.ts'
import { prepareStore } from '#lib/setup/prepare-store.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'
import { configOf } from '#tests/support/config-of-store.ts'
import { describeEachEngine, newStore } from '#tests/support/engines.ts'

const key = auditKeyNumber(1)

describeEachEngine('preparing a store', (openStore, engine) => {
  const emulator = { mode: 'emulator', bindingEndpoint: 'built-in emulator', accountLabel: 'Emulator' } as const

  it('migrates and binds it, and makes its administrator once', async () => {
    const { options, remove } = await newStore(engine)
    const email = 'admin@localhost'
    const firstAdmin = { email, generatedPassword: null }
    expect(await prepareStore(configOf(options), key)).toEqual({ firstAdmin, signInEmail: email })
    expect(await prepareStore(configOf(options), key)).toEqual({ firstAdmin: null, signInEmail: email })
    const another = configOf(options, { RESCIND_ADMIN_EMAIL: 'nobody@localhost' })
    expect(await prepareStore(another, key)).toEqual({ firstAdmin: null, signInEmail: null })
    const { db, close } = await openDatabase(options)
    await expect(assertMigrated(db)).resolves.toBeUndefined()
    await expect(assertBound(db, emulator)).resolves.toBeUndefined()
    await close()
    await remove()
  })

  it('names the audit’s key in the chain at its first start, and again when it is another', async () => {
    const { options, remove } = await newStore(engine)
    const [first, second] = [auditKeyNumber(1), auditKeyNumber(2)]
    for (const used of [first, first, second, second, first]) await prepareStore(configOf(options), used)
    const { db, close } = await openDatabase(options)
    const changes = db.selectFrom('audit_events').select(['actor', 'outcome', 'record']).orderBy('sequence')
    const rows = await changes.where('action', '=', 'change_audit_key').execute()
    expect(rows.map(({ record }) => (JSON.parse(record) as { details: unknown }).details)).toEqual([
      { keyId: first.id, previousKeyId: null },
      { keyId: second.id, previousKeyId: first.id },
      { keyId: first.id, previousKeyId: second.id },
    ])
    expect(rows[0]).toMatchObject({ actor: 'shell', outcome: 'done' })
    await close()
    await remove()
  })

  it('binds a store to its account, and refuses another one with a sentence', async () => {
    const { db } = await openStore()
    await expect(assertBound(db, emulator)).rejects.toThrow('bound to no account')
    await bindStore(db, emulator, 1)
    await bindStore(db, emulator, 2)
    for (const other of [
      { ...emulator, mode: 'alibaba' as const },
      { ...emulator, bindingEndpoint: 'cas.aliyuncs.com' },
      { ...emulator, accountLabel: 'production' },
    ]) {
      const sentence = 'This store belongs to emulator at built-in emulator (account "Emulator")'
      await expect(bindStore(db, other, 3)).rejects.toThrow(sentence)
      await expect(assertBound(db, other)).rejects.toThrow(sentence)
      await expect(refuseForeignStore(db, other)).rejects.toThrow(StoreError)
    }
  })

  it('leaves a store of another account unmigrated', async () => {
    const { options, db } = await openStore({ migrated: false })
    await sql`create table store_binding (id integer, mode text, endpoint text, account_label text)`.execute(db)
    await sql`insert into store_binding values (1, 'alibaba', 'cas.aliyuncs.com', 'production')`.execute(db)
    await expect(prepareStore(configOf(options), key)).rejects.toThrow('belongs to alibaba at cas.aliyuncs.com')
    expect((await db.introspection.getTables()).map(({ name }) => name)).toEqual(['store_binding'])
  })
})

describe('preparing a store of two roles', () => {
  const suffix = randomBytes(6).toString('hex')
  const [owner, application, group] = [`owner_${suffix}`, `console_${suffix}`, `group_${suffix}`]
  let admin: OpenedDatabase
  let store: Awaited<ReturnType<typeof newStore>>

  const as = (role: string): OpenOptions & { url: string } => {
    const url = new URL(store.options.url ?? '')
    url.username = role
    return { ...store.options, url: url.href }
  }
  const settings = () => configOf(as(application), { DATABASE_MIGRATION_URL: as(owner).url })
  const runAsAdmin = (statement: string) => sql.raw(statement).execute(admin.db)

  beforeEach(async () => {
    store = await newStore('postgres')
    admin = await openDatabase(store.options)
    for (const role of [`${owner} login`, `${application} login`, group]) await runAsAdmin(`create role ${role}`)
    await runAsAdmin(`grant create, usage on schema public to ${owner}`)
    await runAsAdmin('create extension pg_trgm')
  })
  afterEach(async () => {
    for (const role of [group, application, owner]) await runAsAdmin(`drop owned by ${role} cascade`)
    await runAsAdmin(`drop role ${application}, ${owner}, ${group}`)
    await admin.close()
    await store.remove()
  })

  it('leaves the console insert-only in the audit, whatever default privileges give', async () => {
    const defaults = `alter default privileges for role ${owner} in schema public grant all on tables to`
    await runAsAdmin(`${defaults} ${application}`)
    await runAsAdmin(`${defaults} public`)
    expect(await prepareStore(settings(), key)).toMatchObject({ signInEmail: 'admin@localhost' })
    const { db, close } = await openDatabase(as(application))
    await transaction(db, (trx) =>
      recordEvent(
        trx,
        { actor: { kind: 'shell' }, correlationId: 'c', clock: { now: () => 1 } },
        { action: 'sign_in', outcome: 'done' },
      ),
    )
    for (const statement of [
      'update audit_events set record = record',
      'delete from audit_events',
      'truncate audit_events',
      'update audit_checkpoints set signature = signature',
      'delete from audit_checkpoints',
      'truncate audit_checkpoints',
      'alter table audit_checkpoints disable trigger all',
      'update audit_head set hash = hash',
      'alter table audit_events disable trigger all',
    ]) {
      await expect(sql.raw(statement).execute(db), statement).rejects.toThrow(/permission denied|must be owner/)
    }
    expect(await auditProtection(db)).toBe('insert_only')
    await close()
  })

  it('says what an administrator has to do where the owner may not create the extension', async () => {
    await runAsAdmin('drop extension pg_trgm')
    await expect(prepareStore(settings(), key)).rejects.toThrow(/may not create.*CREATE EXTENSION pg_trgm/)
    await runAsAdmin('create extension pg_trgm')
    expect(await prepareStore(settings(), key)).toMatchObject({ signInEmail: 'admin@localhost' })
  })

  it('may happen in two launchers at once, and again', async () => {
    await Promise.all([prepareStore(settings(), key), prepareStore(settings(), key), prepareStore(settings(), key)])
    expect(await prepareStore(settings(), key)).toMatchObject({ firstAdmin: null })
    const named = admin.db.selectFrom('audit_events').select('sequence').where('action', '=', 'change_audit_key')
    expect(await named.execute()).toHaveLength(1)
  })

  it('is refused where the console could change records by way of another role', async () => {
    await runAsAdmin(`grant ${group} to ${application}`)
    await runAsAdmin(`alter default privileges for role ${owner} in schema public grant update on tables to ${group}`)
    await expect(prepareStore(settings(), key)).rejects.toThrow('by way of another role')
  })

  it('is refused where the console’s role owns the tables already', async () => {
    await runAsAdmin(`grant create on schema public to ${application}`)
    await prepareStore(configOf(as(application)), key)
    const byAdmin = configOf(as(application), { DATABASE_MIGRATION_URL: store.options.url ?? '' })
    await expect(prepareStore(byAdmin, key)).rejects.toThrow('The audit belongs to another role')
  })
})
