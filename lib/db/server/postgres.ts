import 'server-only'
import { PostgresAdapter, PostgresDriver, PostgresIntrospector, PostgresQueryCompiler, type Dialect } from 'kysely'
import pg from 'pg'
import { nameStatements } from './named-statements.ts'
import type { OwnTransactionGuard } from './own-transaction.ts'
import { StoreError } from './store-error.ts'

const POOL_SIZE = 10
const CONNECT_TIMEOUT_MS = 5_000
const OLDEST_VERSION = 150_000
const LOCK_PATIENCE_MS = 15_000

type Options = { url: string; isReadOnly: boolean; guard: OwnTransactionGuard; lockPatienceMs?: number | undefined }

/**
 * PostgreSQL 15 or newer at `url`. Connections are made when they are first needed; the first one throws StoreError when
 * the database does not fit.
 */
export function postgresDialect(options: Options): Dialect {
  return {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new GuardedPostgresDriver(poolAt(options), options.guard),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  }
}

function poolAt(options: Options): pg.Pool {
  const types = new pg.TypeOverrides()
  // int8 arrives as text; every one of ours is an epoch in milliseconds, a count or a sequence, far below 2^53.
  types.setTypeParser(pg.types.builtins.INT8, Number)
  let isKnownToFit = false
  const greet = async (client: pg.ClientBase) => {
    if (!isKnownToFit) await assertDatabaseFits(client)
    isKnownToFit = true
    await prepareConnection(client, options)
  }
  const pool = new pg.Pool({
    connectionString: options.url,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'rescind',
    types,
    // The pool waits for it before it hands the connection out, which its types do not say.
    onConnect: (client): unknown => greet(client),
  })
  // A server that stops breaks idle connections, and one that is checked out but between two queries: both report
  // it as an 'error' event, which would end the process if nobody listened. The next query fails and is handled.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function prepareConnection(client: pg.ClientBase, { isReadOnly, lockPatienceMs }: Options): Promise<void> {
  // A commit that was answered must survive a power cut. A stricter setting than `on` is left alone.
  await client.query(
    `select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') in ('off', 'local')`,
  )
  // A process that is stopped inside a transaction must not hold the head of the audit chain for ever.
  await client.query(`set idle_in_transaction_session_timeout = '30s'`)
  // A page of a list is answered in milliseconds: to compile its plan, or to start other processes for it, takes longer.
  await client.query('set jit = off; set max_parallel_workers_per_gather = 0')
  await client.query(`set lock_timeout = '${String(lockPatienceMs ?? LOCK_PATIENCE_MS)}ms'`)
  if (isReadOnly) await client.query('set default_transaction_read_only = on')
  nameStatements(client)
}

class GuardedPostgresDriver extends PostgresDriver {
  readonly #guard: OwnTransactionGuard

  constructor(pool: pg.Pool, guard: OwnTransactionGuard) {
    super({ pool })
    this.#guard = guard
  }

  override async acquireConnection(
    ...options: Parameters<PostgresDriver['acquireConnection']>
  ): ReturnType<PostgresDriver['acquireConnection']> {
    this.#guard.assertOutside()
    return super.acquireConnection(...options)
  }

  override async rollbackTransaction(...connection: Parameters<PostgresDriver['rollbackTransaction']>): Promise<void> {
    // Where the connection is gone the server rolls back by itself, and the error that led here must not be hidden
    // by this one. The connection has been marked as not to be used again.
    await super.rollbackTransaction(...connection).catch(() => undefined)
  }
}

/**
 * Refuses a database in which text would compare, or letters be told from signs, otherwise than on SQLite.
 * In SQL_ASCII and under ctype C, pg_trgm drops Han characters, so their names could not be found.
 * Throws StoreError.
 */
async function assertDatabaseFits(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<DatabaseTraits>(
    `select current_setting('server_version_num')::int as version, pg_encoding_to_char(encoding) as encoding,
            datcollate as collation, datctype as ctype, datlocprovider as provider
       from pg_database where datname = current_database()`,
  )
  const refusal = rows[0] ? refusalOf(rows[0]) : 'PostgreSQL does not describe the database that it serves.'
  if (refusal !== null) throw new StoreError(refusal)
}

export type DatabaseTraits = {
  version: number
  encoding: string
  collation: string
  ctype: string
  /** c: the C library, i: ICU, b: PostgreSQL's own. */
  provider: string
}

export function refusalOf(traits: DatabaseTraits): string | null {
  if (traits.version < OLDEST_VERSION)
    return `PostgreSQL 15 or newer is needed; this is version ${traits.version / 10_000}.`
  const isFit =
    traits.encoding === 'UTF8' &&
    traits.provider !== 'i' &&
    /^(c|posix|c\.utf-?8)$/i.test(traits.collation) &&
    /\.utf-?8$/i.test(traits.ctype)
  if (isFit) return null
  return (
    `The PostgreSQL database has encoding ${traits.encoding}, collation ${traits.collation} and ctype ${traits.ctype}; ` +
    `Rescind needs UTF8 and C.UTF-8. Create it with: CREATE DATABASE rescind TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'`
  )
}
