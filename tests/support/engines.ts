import { copyFileSync, rmSync } from 'node:fs'
import { afterAll, describe, inject, type ProvidedContext } from 'vitest'
import { openDatabase, type Engine, type OpenedDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
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
      const { options, remove } = await newStore(engine, migrated ? inject('templates') : undefined)
      cleanUps.push(remove)
      const opened = await openDatabase(options)
      cleanUps.push(opened.close)
      return { ...opened, options }
    }
    suite(openStore, engine)
  })
}

/** Where a store can be opened that does not exist yet, or is a copy of the template of its engine. */
export async function newStore(
  engine: Engine,
  templates?: ProvidedContext['templates'],
): Promise<{ options: OpenOptions; remove: () => Promise<void> }> {
  const dataDir = storeFolder('rescind-store-')
  const removeFolder = () => {
    rmSync(dataDir, { recursive: true, force: true })
  }
  if (engine === 'sqlite') {
    if (templates !== undefined) copyFileSync(templates.sqlite, sqliteFile(dataDir))
    return { options: { dataDir }, remove: async () => removeFolder() }
  }
  const { url, drop } = await createDatabase(
    inject('postgresUrl'),
    templates === undefined ? {} : { template: templates.postgres },
  )
  return {
    options: { dataDir, url },
    remove: async () => {
      removeFolder()
      await drop()
    },
  }
}
