import { rmSync } from 'node:fs'
import type { TestProject } from 'vitest/node'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
import { createDatabase, startPostgres } from '../support/postgres.ts'
import { storeFolder } from '../support/store-folder.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** A PostgreSQL server on which every suite makes its own databases. */
    postgresUrl: string
    /** Migrated, and nothing in them. The suites get copies: migrating each would take longer than most tests. */
    templates: {
      /** A database on that server. */
      postgres: string
      /** SQLite's file. */
      sqlite: string
    }
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startPostgres()
  const dataDir = storeFolder('rescind-template-')
  const template = await createDatabase(server.url)
  await migrate({ dataDir, url: template.url })
  await migrate({ dataDir })
  project.provide('postgresUrl', server.url)
  project.provide('templates', { postgres: template.name, sqlite: sqliteFile(dataDir) })
  return async () => {
    rmSync(dataDir, { recursive: true, force: true })
    await template.drop()
    await server.stop()
  }
}

async function migrate(options: OpenOptions): Promise<void> {
  const opened = await openDatabase(options)
  await migrateToLatest(opened)
  await opened.close()
}
