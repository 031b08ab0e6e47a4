import BetterSqlite3 from 'better-sqlite3'
import type { CompiledQuery, Driver } from 'kysely'
import pg from 'pg'
import { certificateFilterOf } from '#lib/certificates/filter.ts'
import { listCertificates } from '#lib/certificates/server/list.ts'
import { openDatabase, type OpenOptions } from '#lib/db/server/database.ts'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
import { scriptedCloud } from '../../support/scripted-cloud.ts'
import { contextOn } from '../../support/write-context.ts'

type Statement = Pick<CompiledQuery, 'sql' | 'parameters'>

export type BareStatements = {
  /** Sends the statements of one answer, one after the other, by the engine's own driver. */
  readonly run: (query: string) => Promise<void>
  readonly close: () => Promise<void>
}

/** What an answer costs in SQL alone: the floor of a list. */
export async function bareStatements(options: OpenOptions): Promise<BareStatements> {
  const heard: Statement[] = []
  const store = await openDatabase({ ...options, through: (driver) => overheard(driver, heard) })
  const ctx = contextOn({ db: store.db, options: { dataDir: options.dataDir } }, scriptedCloud([]))
  const known = new Map<string, readonly Statement[]>()
  const bare = await bareDriver(options)
  const learn = async (query: string) => {
    heard.length = 0
    const answer = await listCertificates(ctx, certificateFilterOf(new URLSearchParams(query)))
    if (!answer.ok) throw new Error(`${query}: ${JSON.stringify(answer.error)}`)
    const statements = [...heard]
    known.set(query, statements)
    return statements
  }
  return {
    run: async (query) => {
      for (const statement of known.get(query) ?? (await learn(query))) await bare.send(statement)
    },
    close: async () => {
      await bare.close()
      await store.close()
    },
  }
}

type BareDriver = { send: (statement: Statement) => Promise<void>; close: () => Promise<void> }

async function bareDriver({ url, dataDir }: OpenOptions): Promise<BareDriver> {
  if (url !== undefined) {
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const send: BareDriver['send'] = async ({ sql, parameters }) => {
      await client.query(sql, [...parameters])
    }
    return { send, close: () => client.end() }
  }
  const database = new BetterSqlite3(sqliteFile(dataDir), { readonly: true })
  database.pragma('case_sensitive_like = on')
  // As much as the console's reader of pages has.
  database.pragma('cache_size = -32768')
  const prepared = new Map<string, BetterSqlite3.Statement>()
  const send: BareDriver['send'] = ({ sql, parameters }) => {
    const statement = prepared.get(sql) ?? database.prepare(sql)
    prepared.set(sql, statement)
    statement.all(...parameters)
    return Promise.resolve()
  }
  const close = () => {
    database.close()
    return Promise.resolve()
  }
  return { send, close }
}

function overheard(driver: Driver, heard: Statement[]): Driver {
  const connections = new WeakMap<object, Awaited<ReturnType<Driver['acquireConnection']>>>()
  return {
    init: () => driver.init(),
    destroy: () => driver.destroy(),
    acquireConnection: async () => {
      const inner = await driver.acquireConnection()
      const outer: typeof inner = {
        executeQuery: (query) => {
          heard.push({ sql: query.sql, parameters: query.parameters })
          return inner.executeQuery(query)
        },
        streamQuery: (query, size) => inner.streamQuery(query, size),
      }
      connections.set(outer, inner)
      return outer
    },
    releaseConnection: (outer) => driver.releaseConnection(connections.get(outer) ?? outer),
    beginTransaction: (outer, settings) => driver.beginTransaction(connections.get(outer) ?? outer, settings),
    commitTransaction: (outer) => driver.commitTransaction(connections.get(outer) ?? outer),
    rollbackTransaction: (outer) => driver.rollbackTransaction(connections.get(outer) ?? outer),
  }
}
