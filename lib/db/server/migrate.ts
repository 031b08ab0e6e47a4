import 'server-only'
import { sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import { openDatabase, type Database, type OpenedDatabase } from './database.ts'
import { grantToApplication } from './grants.ts'
import { migrations } from './migrations.ts'
import { StoreError } from './store-error.ts'

/** Told which migrations a store lacks that has had others: before they are run, which may take minutes. */
export type AnnounceUpgrade = (names: readonly string[]) => void

/**
 * Brings the store to the schema of this build; several processes may try at once, one does it.
 * Only the launcher and tests call it. Throws what the failing migration threw, or StoreError when the store was
 * written by a newer build.
 */
export async function migrateToLatest(opened: OpenedDatabase, announceUpgrade?: AnnounceUpgrade): Promise<void> {
  await refuseNewerStore(opened.db)
  const missing = await missingMigrations(opened.db)
  if (missing.length > 0 && missing.length < migrationNames.length) announceUpgrade?.(missing)
  const migrator = new Migrator({
    db: opened.db,
    provider: { getMigrations: () => Promise.resolve(migrations(opened.engine)) },
  })
  const { error } = await migrator.migrateToLatest()
  if (error instanceof Error) throw error
  if (error !== undefined) throw new Error('the migration failed', { cause: error })
}

export type MigrateOptions = {
  /** DATABASE_URL: what the console runs as. */
  readonly url?: string | undefined
  /** DATABASE_MIGRATION_URL: who owns the tables; the console's role then gets grants that leave audit insert-only. */
  readonly migrationUrl?: string | undefined
  readonly dataDir: string
  readonly announceUpgrade?: AnnounceUpgrade | undefined
}

/** What the launcher does before anything else starts: migrates, and grants where there are two roles. */
export async function migrateStore({ url, migrationUrl, dataDir, announceUpgrade }: MigrateOptions): Promise<void> {
  if (migrationUrl !== undefined && url === undefined) {
    throw new StoreError('DATABASE_MIGRATION_URL is set and DATABASE_URL is not: both must name the same database.')
  }
  const owner = await openDatabase({ url: migrationUrl ?? url, dataDir })
  try {
    await migrateToLatest(owner, announceUpgrade)
    if (migrationUrl === undefined || url === undefined) return
    const [ownerSeat, applicationSeat] = [await seatOf(owner.db), await seatAt(url, dataDir)]
    if (ownerSeat.database !== applicationSeat.database) {
      throw new StoreError('DATABASE_URL and DATABASE_MIGRATION_URL name different databases.')
    }
    if (ownerSeat.role !== applicationSeat.role) await grantToApplication(owner.db, applicationSeat.role)
  } finally {
    await owner.close()
  }
}

type Seat = { role: string; database: string }

async function seatAt(url: string, dataDir: string): Promise<Seat> {
  const { db, close } = await openDatabase({ url, dataDir })
  try {
    return await seatOf(db)
  } finally {
    await close()
  }
}

async function seatOf(db: Database): Promise<Seat> {
  const { rows } = await sql<Seat>`select current_user::text as role, current_database()::text as database`.execute(db)
  if (rows[0] === undefined) throw new Error('PostgreSQL does not say who is asking')
  return rows[0]
}

/** Throws StoreError unless the store has exactly the schema of this build. */
export async function assertMigrated(db: Database): Promise<void> {
  await refuseNewerStore(db)
  const missing = await missingMigrations(db)
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

async function missingMigrations(db: Database): Promise<string[]> {
  const done = await executedMigrations(db)
  return migrationNames.filter((name) => !done.includes(name))
}

async function executedMigrations(db: Database): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true })
  if (!tables.some(({ name }) => name === 'kysely_migration')) return []
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db)
  return rows.map(({ name }) => name)
}
