import { randomBytes } from 'node:crypto'
import { statSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import { sql } from 'kysely'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { engineOf, openDatabase } from '#lib/db/server/database.ts'
import { StoreError, storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { describeEachEngine, newStore, type TestStore } from '#tests/support/engines.ts'
import { createDatabase } from '#tests/support/postgres.ts'

describeEachEngine('an opened store', (openStore, engine) => {
  let store: TestStore
  beforeAll(async () => {
    store = await openStore()
  })

  it('knows its engine, inside a transaction too', async () => {
    expect(engineOf(store.db)).toBe(engine)
    expect(await transaction(store.db, async (trx) => engineOf(trx))).toBe(engine)
  })

  it('gives epoch milliseconds back as numbers', async () => {
    const at = Date.UTC(2026, 10, 24)
    await store.db.insertInto('facts').values({ name: 'time', value: '', at }).execute()
    expect(await store.db.selectFrom('facts').select('at').execute()).toEqual([{ at }])
    const { count } = await store.db
      .selectFrom('facts')
      .select((select) => select.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(1)
  })

  it('orders text by code point, capitals and Han characters included', async () => {
    const names = ['b', 'B', 'a', 'ä', '王', '支', 'Z', '_', '~']
    const facts = names.map((name) => ({ name: `order ${name}`, value: '', at: 0 }))
    await store.db.insertInto('facts').values(facts).execute()
    const sorted = await store.db.selectFrom('facts').select('name').where('at', '=', 0).orderBy('name').execute()
    expect(sorted.map(({ name }) => name)).toEqual(facts.map(({ name }) => name).sort())
  })

  it('writes nothing when it is opened for reading', async () => {
    const reader = await openDatabase({ ...store.options, readOnly: true })
    await expect(reader.db.selectFrom('audit_head').selectAll().execute()).resolves.toHaveLength(1)
    const write = reader.db.insertInto('facts').values({ name: 'no', value: '', at: 1 }).execute()
    const failure = await write.then(
      () => null,
      (cause: unknown) => cause,
    )
    expect(storeFailureOf(failure)).toBe('read_only')
    await reader.close()
  })

  it('refuses references to nobody', async () => {
    const session = { id_hash: 'x', user_id: 'nobody', created_at: 0, last_seen_at: 0, expires_at: 0, ended_at: null }
    const insert = store.db.insertInto('sessions').values({ ...session, address: '', user_agent: '' })
    await expect(insert.execute()).rejects.toThrow(/foreign key/i)
  })
})

describe('SQLite', () => {
  it('is durable, guarded and private', async () => {
    const { options, remove } = await newStore('sqlite')
    const { db, close } = await openDatabase(options)
    const pragma = async (name: string): Promise<unknown> => {
      const { rows } = await sql.raw<Record<string, unknown>>(`pragma ${name}`).execute(db)
      return Object.values(rows[0] ?? {})[0]
    }
    expect(await pragma('journal_mode')).toBe('wal')
    expect(await pragma('synchronous')).toBe(2)
    expect(await pragma('foreign_keys')).toBe(1)
    expect(await pragma('recursive_triggers')).toBe(1)
    for (const file of ['rescind.sqlite', 'rescind.sqlite-wal', 'rescind.sqlite-shm']) {
      expect(statSync(path.join(options.dataDir, file)).mode & 0o077).toBe(0)
    }
    await close()
    await remove()
  })
})

describe('PostgreSQL', () => {
  it('commits durably, whatever the role was given as default, and leaves a stricter setting alone', async () => {
    const role = `test_${randomBytes(6).toString('hex')}`
    const { options, remove } = await newStore('postgres')
    const admin = await openDatabase(options)
    await sql.raw(`create role ${role} login`).execute(admin.db)
    const url = new URL(options.url ?? '')
    url.username = role
    for (const [given, expected] of [
      ['off', 'on'],
      ['local', 'on'],
      ['remote_apply', 'remote_apply'],
    ] as const) {
      await sql.raw(`alter role ${role} set synchronous_commit = ${given}`).execute(admin.db)
      const { db, close } = await openDatabase({ ...options, url: url.href })
      const { rows } = await sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(db)
      expect(rows[0]?.synchronous_commit).toBe(expected)
      await close()
    }
    await sql.raw(`drop role ${role}`).execute(admin.db)
    await admin.close()
    await remove()
  })

  it.each([
    ['encoding', `encoding 'SQL_ASCII' locale 'C'`],
    ['letters', `encoding 'UTF8' locale 'C'`],
    ['order', `encoding 'UTF8' locale 'C.UTF-8' locale_provider icu icu_locale 'de'`],
  ])('is refused with a sentence when its %s is another', async (_what, locale) => {
    const database = await createDatabase(inject('postgresUrl'), { locale })
    const opening = openDatabase({ url: database.url, dataDir: '/nonexistent' })
    await expect(opening).rejects.toThrow(StoreError)
    await expect(opening).rejects.toThrow("ENCODING 'UTF8' LOCALE 'C.UTF-8'")
    await database.drop()
  })

  it('is told apart from a bug when nobody listens', async () => {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await new Promise((resolve) => server.close(resolve))
    const failure = await openDatabase({ url: `postgres://x@127.0.0.1:${port}/x`, dataDir: '/nonexistent' }).then(
      () => null,
      (cause: unknown) => cause,
    )
    expect(storeFailureOf(failure)).toBe('unreachable')
  })

  it('may cut a connection that is in use or idle, and the next query gets a new one', async () => {
    const { options, remove } = await newStore('postgres')
    const { db, close } = await openDatabase(options)
    const admin = await openDatabase(options)
    const cut = transaction(db, async (trx) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx)
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(admin.db)
      await sql`select 1`.execute(trx)
    })
    const failure = await cut.then(
      () => null,
      (cause: unknown) => cause,
    )
    expect(storeFailureOf(failure)).toBe('unreachable')
    await expect(sql`select 1`.execute(db)).resolves.toBeDefined()
    await admin.close()
    await close()
    await remove()
  })
})
