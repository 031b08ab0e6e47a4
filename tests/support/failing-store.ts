import type { DatabaseConnection, Driver } from 'kysely'
import type { Engine } from '#lib/db/server/database.ts'

// A store that fails at a place that the test chooses, on either engine: it stands between Kysely and the driver, so
// BEGIN and COMMIT are places too.

/**
 * `once`: that one statement fails, the next ones do not. `from_then_on`: the store is gone, with that statement.
 * `answer_lost`: it is done, and durable, but the answer is an error: only what makes something durable counts there.
 */
export const failureModes = ['once', 'from_then_on', 'answer_lost'] as const
export type FailureMode = (typeof failureModes)[number]

export type PlannedFailure = { mode: FailureMode; nth: number; error: () => Error }

export type FailingStore = {
  readonly through: (driver: Driver) => Driver
  /** From here on the statements are counted, and the planned one fails. */
  readonly plan: (failure: PlannedFailure | null) => void
  /** Where it failed, null if it never came so far; and heals it. */
  readonly heal: () => string | null
  /** Called before each statement, with its number and what it is. */
  onStatement: ((nth: number, what: string) => void) | null
}

export function failingStore(): FailingStore {
  let planned: PlannedFailure | null = null
  let counted = 0
  let metAt: string | null = null
  const isDue = (): boolean => {
    if (planned === null) return false
    counted += 1
    return planned.mode === 'from_then_on' ? counted >= planned.nth : counted === planned.nth
  }
  const step = async <Value>(what: string, isDurable: boolean, run: () => Promise<Value>): Promise<Value> => {
    store.onStatement?.(counted + 1, what)
    const isLost = planned?.mode === 'answer_lost'
    if ((isLost && !isDurable) || !isDue()) return run()
    metAt ??= what
    if (isLost) await run()
    throw planned?.error() ?? new Error('no failure is planned')
  }
  const store: FailingStore = {
    onStatement: null,
    plan: (failure) => {
      planned = failure
      counted = 0
      metAt = null
    },
    heal: () => {
      planned = null
      return metAt
    },
    through: (driver) => standBetween(driver, step),
  }
  return store
}

type Step = <Value>(what: string, isDurable: boolean, run: () => Promise<Value>) => Promise<Value>

function standBetween(driver: Driver, step: Step): Driver {
  const inners = new WeakMap<DatabaseConnection, { inner: DatabaseConnection; isInTransaction: boolean }>()
  const of = (connection: DatabaseConnection) => {
    const found = inners.get(connection)
    if (!found) throw new Error('a connection of another driver')
    return found
  }
  return {
    init: () => driver.init(),
    acquireConnection: async (options) => {
      const one = { inner: await driver.acquireConnection(options), isInTransaction: false }
      const connection: DatabaseConnection = {
        executeQuery: (query, ...rest) => {
          const isDurable = !one.isInTransaction && query.query.kind !== 'SelectQueryNode'
          return step(query.sql, isDurable, () => one.inner.executeQuery(query, ...rest))
        },
        streamQuery: (...asked) => one.inner.streamQuery(...asked),
      }
      inners.set(connection, one)
      return connection
    },
    beginTransaction: async (connection, settings) => {
      const one = of(connection)
      await step('begin', false, () => driver.beginTransaction(one.inner, settings))
      one.isInTransaction = true
    },
    commitTransaction: async (connection) => {
      const one = of(connection)
      await step('commit', true, () => driver.commitTransaction(one.inner))
      one.isInTransaction = false
    },
    // A store that is gone rolls back by itself.
    rollbackTransaction: async (connection) => {
      const one = of(connection)
      one.isInTransaction = false
      await driver.rollbackTransaction(one.inner)
    },
    releaseConnection: (connection, options) => driver.releaseConnection(of(connection).inner, options),
    destroy: (options) => driver.destroy(options),
  }
}

/** What an engine says when it fails like that. */
export function storeErrorOf(engine: Engine, mode: FailureMode): Error {
  if (engine === 'postgres') {
    return mode === 'once'
      ? Object.assign(new Error('could not extend file'), { code: '53100' })
      : new Error('Connection terminated unexpectedly')
  }
  const code = { once: 'SQLITE_FULL', from_then_on: 'SQLITE_IOERR', answer_lost: 'SQLITE_IOERR_FSYNC' }[mode]
  return Object.assign(new Error('disk I/O error'), { code })
}
