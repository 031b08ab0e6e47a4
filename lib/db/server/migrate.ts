import 'server-only'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import type { Database, OpenedDatabase } from './database.ts'
import { migrations } from './migrations.ts'
import { StoreError } from './store-error.ts'

/**
 * Brings the store to the schema of this build; several processes may try at once, one does it.
 * Only the launcher and tests call it. Throws what the failing migration threw, or StoreError when the store was
 * written by a newer build.
 */
export async function migrateToLatest(opened: OpenedDatabase): Promise<void> {
  await refuseNewerStore(opened.db)
  const migrator = new Migrator({
    db: opened.db,
    provider: { getMigrations: () => Promise.resolve(migrations(opened.engine)) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error instanceof Error) throw error
  if (error !== undefined) throw new Error('the migration failed', { cause: error })
}

/** Throws StoreError unless the store has exactly the schema of this build. */
export async function assertMigrated(db: Database): Promise<void> {
  await refuseNewerStore(db)
  const done = await executedMigrations(db)
  const missing = migrationNames.filter((name) => !done.includes(name))
  if (missing.length === 0) return
  throw new StoreError(`The store lacks ${missing.join(', ')}: run the launcher ("npm start"), which migrates it.`)
}

const migrationNames = Object.keys(migrations('sqlite'))

async function refuseNewerStore(db: Database): Promise<void> {
  const unknown = (await executedMigrations(db)).filter((name) => !migrationNames.includes(name))
  if (unknown.length === 0) return
  throw new StoreError(
    `The store was migrated by a newer build (${unknown.join(', ')}): start that build or a newer one.`,
  )
}

async function executedMigrations(db: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}
