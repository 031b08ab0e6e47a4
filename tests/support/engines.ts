import { rmSync } from 'node:fs'
import { afterAll, describe, inject } from 'vitest'
import { openDatabase, type Engine, type OpenedDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { createDatabase } from './postgres.ts'
import { storeFolder } from './store-folder.ts'

export type TestStore = OpenedDatabase & {
  /** With these another connection, or another process, opens the same store. */
  readonly options: OpenOptions
}

/** A new, empty store; it is closed and removed when the suite ends. */
export type OpenStore = (settings?: { migrated?: boolean }) => Promise<TestStore>

type Suite = (openStore: OpenStore, engine: Engine) => void

/** Runs a suite once on each engine, never on one alone. */
export function describeEachEngine(name: string, suite: Suite): void {
  for (const engine of ['sqlite', 'postgres'] as const) describeEngine(engine, name, suite)
}

/** Runs a suite on the one engine that can show what it is about; say beside it why not on the other. */
export function describeEngine(engine: Engine, name: string, suite: Suite): void {
  describe(`${name} (${engine})`, () => {
    const cleanUps: (() => Promise<void>)[] = []
    afterAll(async () => {
      for (const cleanUp of cleanUps.reverse()) await cleanUp()
    })
    const openStore: OpenStore = async ({ migrated = true } = {}) => {
      const template = migrated && engine === 'postgres' ? await migratedTemplate() : undefined
      const { options, remove } = await newStore(engine, template)
      cleanUps.push(remove)
      const opened = await openDatabase(options)
      cleanUps.push(opened.close)
      if (migrated && template === undefined) await migrateToLatest(opened)
      return { ...opened, options }
    }
    suite(openStore, engine)
  })
}

let template: Promise<string> | undefined

/** A migrated database of which the suites of a file get copies: migrating each would take longer than most tests. */
function migratedTemplate(): Promise<string> {
  template ??= (async () => {
    const { url, name } = await createDatabase(inject('postgresUrl'))
    const dataDir = storeFolder('rescind-template-')
    const opened = await openDatabase({ dataDir, url })
    await migrateToLatest(opened)
    await opened.close()
    rmSync(dataDir, { recursive: true, force: true })
    return name
  })()
  return template
}

/** Where a store can be opened that does not exist yet, or (on PostgreSQL) is a copy of `template`. */
export async function newStore(
  engine: Engine,
  template?: string,
): Promise<{ options: OpenOptions; remove: () => Promise<void> }> {
  const dataDir = storeFolder('rescind-store-')
  const removeFolder = () => {
    rmSync(dataDir, { recursive: true, force: true })
  }
  if (engine === 'sqlite') return { options: { dataDir }, remove: async () => removeFolder() }
  const { url, drop } = await createDatabase(inject('postgresUrl'), template === undefined ? {} : { template })
  return {
    options: { dataDir, url },
    remove: async () => {
      removeFolder()
      await drop()
    },
  }
}
