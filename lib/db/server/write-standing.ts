import 'server-only'
import type { CompiledQuery, DatabaseConnection, Driver, QueryResult } from 'kysely'
import { storeFailureOf, type StoreFailure } from './store-error.ts'

/** Why a store that can be read takes nothing. */
export type WriteFailure = Extract<StoreFailure, 'full' | 'read_only'>

/** What the last write of this process, whoever made it, has shown of the store. */
export type WriteStanding = {
  failure: WriteFailure | null
  /** When, by `performance.now()`; null before the first. */
  shownAt: number | null
}

export function newWriteStanding(): WriteStanding {
  return { failure: null, shownAt: null }
}

/**
 * The same driver, which notes how writes end: a refused one by its cause, a durable one (outside a transaction, or
 * with its commit) as the end of that. A read says nothing either way, nor does a lock that was not to be had.
 */
export function watchWrites(driver: Driver, standing: WriteStanding): Driver {
  const watched = new WeakMap<DatabaseConnection, Watched>()
  const of = (connection: DatabaseConnection): Watched => {
    const found = watched.get(connection)
    if (!found) throw new Error('a connection of another driver')
    return found
  }
  return {
    init: () => driver.init(),
    acquireConnection: async (options) => {
      const one = watch(await driver.acquireConnection(options), standing)
      watched.set(one.connection, one)
      return one.connection
    },
    beginTransaction: async (connection, settings) => {
      const one = of(connection)
      await noting(standing, () => driver.beginTransaction(one.inner, settings))
      one.transaction = { hasWritten: false }
    },
    commitTransaction: async (connection) => {
      const one = of(connection)
      await noting(standing, () => driver.commitTransaction(one.inner))
      if (one.transaction?.hasWritten === true) note(standing, null)
      one.transaction = null
    },
    rollbackTransaction: async (connection) => {
      const one = of(connection)
      one.transaction = null
      await driver.rollbackTransaction(one.inner)
    },
    releaseConnection: (connection, options) => driver.releaseConnection(of(connection).inner, options),
    destroy: (options) => driver.destroy(options),
  }
}

type QueryOptions = Parameters<DatabaseConnection['executeQuery']>[1]

type Watched = {
  readonly inner: DatabaseConnection
  readonly connection: DatabaseConnection
  transaction: { hasWritten: boolean } | null
}

function watch(inner: DatabaseConnection, standing: WriteStanding): Watched {
  const one: Watched = {
    inner,
    transaction: null,
    connection: {
      executeQuery: async <Row>(query: CompiledQuery, options?: QueryOptions): Promise<QueryResult<Row>> => {
        const run = () => inner.executeQuery<Row>(query, options)
        const result = query.query.kind === 'SelectQueryNode' ? await run() : await noting(standing, run)
        if ((result.numAffectedRows ?? 0n) > 0n) {
          if (one.transaction) one.transaction.hasWritten = true
          else note(standing, null)
        }
        return result
      },
      streamQuery: (...asked) => inner.streamQuery(...asked),
    },
  }
  return one
}

async function noting<Value>(standing: WriteStanding, run: () => Promise<Value>): Promise<Value> {
  try {
    return await run()
  } catch (cause) {
    const failure = storeFailureOf(cause)
    if (failure === 'full' || failure === 'read_only') note(standing, failure)
    throw cause
  }
}

function note(standing: WriteStanding, failure: WriteFailure | null): void {
  standing.failure = failure
  standing.shownAt = performance.now()
}
