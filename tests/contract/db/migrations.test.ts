import { sql, type SqlBool } from 'kysely'
import { Migrator } from 'kysely/migration'
import { beforeAll, expect, it } from 'vitest'
import { namesHold } from '#lib/certificates/server/repository.search.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { migrations } from '#lib/db/server/migrations.ts'
import { assertMigrated, migrateStore, migrateToLatest } from '#lib/db/server/migrate.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { describeEachEngine, newStore, type TestStore } from '#tests/support/engines.ts'

const tables = [
  'alarms',
  'audit_checkpoints',
  'audit_events',
  'audit_head',
  'audit_shipping',
  'authorities',
  'certificate_annotations',
  'certificate_tags',
  'certificates',
  'crl_checks',
  'crl_points',
  'crls',
  'facts',
  'leases',
  'limiter_slots',
  'limiter_state',
  'operation_joins',
  'operations',
  'publications',
  'saved_views',
  'sessions',
  'sign_in_throttle',
  'store_binding',
  'sync_passes',
  'users',
]

describeEachEngine('migrations', (openStore, engine) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
  })

  it('make every table', async () => {
    const found = await store.db.introspection.getTables()
    // The search indexes of SQLite are tables, and have tables.
    const isOurs = (name: string) => !name.startsWith('kysely_') && !name.startsWith('certificates_')
    const names = found.map(({ name }) => name).filter(isOurs)
    expect(names.sort()).toEqual(tables)
  })

  it('begin the audit chain at nothing', async () => {
    const head = await store.db.selectFrom('audit_head').selectAll().execute()
    expect(head).toEqual([{ id: 1, sequence: 0, hash: '0'.repeat(64) }])
  })

  it('change nothing when they are run again', async () => {
    const before = await store.db.introspection.getTables()
    await migrateToLatest(store, (names) => expect(names).toEqual([]))
    expect(await store.db.introspection.getTables()).toEqual(before)
    await expect(assertMigrated(store.db)).resolves.toBeUndefined()
  })

  it('are run once by several processes that start at the same time', async () => {
    const { options, remove } = await newStore(engine)
    await Promise.all([migrateStore(options), migrateStore(options), migrateStore(options)])
    const opened = await openDatabase(options)
    await expect(assertMigrated(opened.db)).resolves.toBeUndefined()
    expect(await opened.db.selectFrom('audit_head').selectAll().execute()).toHaveLength(1)
    await opened.close()
    await remove()
  })

  it('are asked for when they are missing', async () => {
    const empty = await openStore({ migrated: false })
    await expect(assertMigrated(empty.db)).rejects.toThrow(StoreError)
    await expect(assertMigrated(empty.db)).rejects.toThrow('0001-first-tables, 0002-audit-checkpoints')
  })

  it('keep the certificates that are there when they are numbered, and index them', async () => {
    const before = await openStore({ migrated: false })
    const migrator = new Migrator({
      db: before.db,
      provider: { getMigrations: () => Promise.resolve(migrations(engine)) },
    })
    await migrator.migrateTo('0005-audit-shipping')
    const columns = 'serial_number, common_name, common_name_key, subject, sans, type, vendor_status, ca_identifier'
    const others = 'algorithm, sign_algorithm, md5, sha256, pem'
    for (const [identifier, text] of [
      ['one', 'pay-gateway'],
      ['two', '王芳'],
    ]) {
      const values = sql.join(
        [...columns.split(', '), ...others.split(', ')].map((name) => sql.lit(`${name} of ${identifier}`)),
      )
      await sql`insert into certificates (identifier, search_text, ${sql.raw(`${columns}, ${others}`)}, key_size,
        first_seen_at, last_seen_at, last_seen_pass) values (${identifier}, ${text}, ${values}, 256, 1, 1, 1)`.execute(
        before.db,
      )
    }
    const announced: (readonly string[])[] = []
    await migrateToLatest(before, (names) => announced.push(names))
    expect(announced).toEqual([Object.keys(migrations(engine)).slice(5)])
    const found = async (needle: string) => {
      const { holds, numbers } = namesHold(engine, needle)
      const isFound = numbers === undefined ? holds : sql<SqlBool>`c.number in (${numbers})`
      const rows = before.db
        .selectFrom('certificates as c')
        .select(['c.identifier', 'c.pem', 'c.key_size'])
        .where(isFound)
      return rows.execute()
    }
    expect(await found('gateway')).toEqual([{ identifier: 'one', pem: 'pem of one', key_size: 256 }])
    expect(await found('芳')).toEqual([{ identifier: 'two', pem: 'pem of two', key_size: 256 }])
    const again = sql`insert into certificates select * from certificates`
    await expect(again.execute(before.db)).rejects.toThrow(/unique|non-DEFAULT/i)
  })

  it('refuse a store that a newer build has migrated', async () => {
    const newer = await openStore()
    await sql`insert into kysely_migration (name, timestamp) values ('9999-from-tomorrow', '2030-01-01T00:00:00.000Z')`.execute(
      newer.db,
    )
    await expect(migrateToLatest(newer)).rejects.toThrow('9999-from-tomorrow')
    await expect(assertMigrated(newer.db)).rejects.toThrow(StoreError)
  })

  it('hold values to their type: no fraction where milliseconds belong, no third truth value', async () => {
    const slot = { operation: 'X', slot: 1, free_at: 1.5, holder: null, lease_until: 0 }
    await expect(store.db.insertInto('limiter_slots').values(slot).execute()).rejects.toThrow()
    const pass = { started_at: 1, ended_at: null, state: 'done', complete: 2, pages: 0, rows: 0, missing: '[]' }
    const columns = sql.join(Object.keys(pass).map((name) => sql.id(name)))
    const insert = sql`insert into sync_passes (${columns}) values (${sql.join(Object.values(pass))})`
    await expect(insert.execute(store.db)).rejects.toThrow(/check/i)
  })
})
