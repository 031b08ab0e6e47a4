import { writeFileSync } from 'node:fs'
import { sql } from 'kysely'
import { afterEach, describe, expect, it } from 'vitest'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { prepareStore } from '#lib/setup/prepare-store.ts'
import { inUsableStore } from '#lib/setup/usable-store.ts'
import { auditKeyNumber } from '#tests/support/audit-key.ts'
import { configOf } from '#tests/support/config-of-store.ts'
import { newStore } from '#tests/support/engines.ts'

// What the engines themselves say when a start cannot have its store, as an operator is told.

const undo: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

async function startedOn(options: OpenOptions): Promise<unknown> {
  const config = configOf(options)
  return inUsableStore(config.store, () => prepareStore(config, auditKeyNumber(1))).catch((cause: unknown) => cause)
}

async function store(engine: 'sqlite' | 'postgres'): Promise<OpenOptions> {
  const { options, remove } = await newStore(engine)
  undo.push(remove)
  return options
}

describe('a start on PostgreSQL', () => {
  const at = async (change: (url: URL) => unknown): Promise<unknown> => {
    const options = await store('postgres')
    const url = new URL(options.url ?? '')
    change(url)
    return startedOn({ ...options, url: url.href })
  }

  it.each([
    {
      what: 'that nothing serves',
      change: (url: URL) => {
        url.searchParams.delete('host')
        url.host = '127.0.0.1:1'
        url.password = 'hidden'
      },
      said: 'connect ECONNREFUSED 127.0.0.1:1): check that it runs and that this machine reaches it',
    },
    {
      what: 'without this database',
      change: (url: URL) => (url.pathname = '/rescind-elsewhere'),
      said: '3D000: database "rescind-elsewhere" does not exist): create the database, or name another',
    },
    {
      what: 'that does not know the user',
      change: (url: URL) => (url.username = 'nobody-here'),
      said: '28000: role "nobody-here" does not exist): check the user, and what pg_hba.conf lets in',
    },
  ])('$what says so in one sentence', async ({ change, said }) => {
    const refusal = await at(change)
    expect(refusal).toBeInstanceOf(StoreError)
    expect(String(refusal)).toBe(`StoreError: PostgreSQL at DATABASE_URL cannot be used (${said}, and start again.`)
  })

  it('that is a standby, or read-only for another reason, is told from one that takes writes', async () => {
    const options = await store('postgres')
    const { db, close } = await openDatabase(options)
    undo.push(close)
    const name = new URL(options.url ?? '').pathname.slice(1)
    await sql`alter database ${sql.id(name)} set default_transaction_read_only = on`.execute(db)
    const refusal = await startedOn(options)
    expect(refusal).toBeInstanceOf(StoreError)
    expect(String(refusal)).toMatch(
      /\(25006: cannot execute .* in a read-only transaction\): name a server that takes writes/,
    )
  })
})

describe('a start on SQLite', () => {
  it('whose file is no database says which file, and what to put in its place', async () => {
    const options = await store('sqlite')
    const file = sqliteFile(options.dataDir)
    writeFileSync(file, 'not a database at all, but long enough to be taken for one'.repeat(100))
    const refusal = await startedOn(options)
    expect(refusal).toBeInstanceOf(StoreError)
    expect(String(refusal)).toBe(
      `StoreError: ${file} is damaged (SQLITE_NOTADB): put a backup in its place, and start again.`,
    )
  })

  it('that fails in another way shows where', async () => {
    const defect = new TypeError('a defect of ours')
    const config = configOf(await store('sqlite'))
    await expect(inUsableStore(config.store, () => Promise.reject(defect))).rejects.toBe(defect)
  })
})
