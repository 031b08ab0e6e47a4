import { rename } from 'node:fs/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDatabase, readingAside, type OpenedDatabase } from '#lib/db/server/database.ts'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { describeEngine, type TestStore } from '#tests/support/engines.ts'

// On PostgreSQL the same store is read, by a connection of its pool.

describeEngine('sqlite', 'reading beside the event loop', (openStore) => {
  let store: TestStore
  let opened: OpenedDatabase
  beforeAll(async () => {
    store = await openStore()
    opened = await openDatabase({ ...store.options, readsAside: true })
  })
  afterAll(async () => {
    await opened.close()
  })

  const pages = () => readingAside(opened.db, 'pages')

  async function leave(name: string): Promise<void> {
    await opened.db.insertInto('facts').values({ name, value: '"x"', at: 0 }).execute()
  }

  it('sees what was written a moment before', async () => {
    for (const name of ['one', 'two', 'three']) {
      await leave(name)
      const found = await pages().selectFrom('facts').select('at').where('name', '=', name).execute()
      expect(found).toEqual([{ at: 0 }])
    }
  })

  it('writes nothing, and begins no transaction', async () => {
    const writing = pages().insertInto('facts').values({ name: 'written', value: '1', at: 0 }).execute()
    await expect(writing).rejects.toThrow()
    await expect(
      pages()
        .transaction()
        .execute(async () => undefined),
    ).rejects.toThrow('only read')
    expect(await opened.db.selectFrom('facts').select('at').where('name', '=', 'written').execute()).toEqual([])
  })

  it('keeps the code of an error, by which the store is judged', async () => {
    const failure = await sql`select no_such_column from facts`.execute(pages()).catch((cause: unknown) => cause)
    expect(failure).toMatchObject({ message: 'no such column: no_such_column', code: 'SQLITE_ERROR' })
    expect(storeFailureOf(failure)).toBeNull()
  })

  it('lets others have their turn while it counts, also on the other lane', async () => {
    const numbers = sql<{
      count: number
    }>`with recursive n(i) as (select 1 union all select i + 1 from n where i < 3000000)
      select count(*) as count from n`
    const counted = { isDone: false }
    const counting = numbers.execute(readingAside(opened.db, 'counts')).then(({ rows }) => {
      counted.isDone = true
      return rows
    })
    let turns = 0
    for (; !counted.isDone && turns < 20; turns += 1) {
      await pages().selectFrom('facts').select('at').execute()
      await opened.db.selectFrom('facts').select('at').execute()
    }
    expect(turns).toBe(20)
    expect(await counting).toEqual([{ count: 3_000_000 }])
  })

  it('fails where the file cannot be opened, and is begun anew once it can', async () => {
    const again = await openDatabase({ ...store.options, readsAside: true })
    const counts = () => readingAside(again.db, 'counts').selectFrom('facts').select('at').execute()
    const file = sqliteFile(store.options.dataDir)
    await rename(file, `${file}.away`)
    const failure = await counts().catch((cause: unknown) => cause)
    await rename(`${file}.away`, file)
    expect(storeFailureOf(failure)).toBe('unreachable')
    expect(await counts()).not.toEqual([])
    await again.close()
  })

  it('ends with the store', async () => {
    const again = await openDatabase({ ...store.options, readsAside: true })
    await readingAside(again.db, 'pages').selectFrom('facts').select('at').execute()
    await again.close()
    await expect(readingAside(again.db, 'pages').selectFrom('facts').select('at').execute()).rejects.toThrow()
  })

  it('is not needed where nobody waits: the store itself answers', () => {
    expect(readingAside(store.db, 'pages')).toBe(store.db)
  })
})
