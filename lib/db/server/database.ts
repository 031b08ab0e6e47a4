import 'server-only'
import { Kysely, type Dialect, type Driver, type Transaction } from 'kysely'
import { ownTransactionGuard, type OwnTransactionGuard } from './own-transaction.ts'
import { postgresDialect } from './postgres.ts'
import { runtimeRefusal } from './runtime-floor.ts'
import { sqliteDialect } from './sqlite.ts'
import { sqliteReaderDialect } from './sqlite-reader.ts'
import { StoreError } from './store-error.ts'
import type { Tables } from './tables.ts'
import { newWriteStanding, watchWrites, type WriteStanding } from './write-standing.ts'

// The store: opened by URL, one schema on two engines. This room owns connections, transactions, migrations and
// every difference between the engines; it refuses to know what the rows mean, which is each domain's repository's
// business. `db` is never used inside its own transaction: that is refused at once, not left to hang.

export type Database = Kysely<Tables>
export type Trx = Transaction<Tables>
export type Engine = 'sqlite' | 'postgres'

export type OpenedDatabase = {
  readonly db: Database
  readonly engine: Engine
  readonly close: () => Promise<void>
}

export type OpenOptions = {
  /** postgres://…; absent: SQLite. */
  readonly url?: string | undefined
  /** Where SQLite's file is. Absolute. */
  readonly dataDir: string
  readonly readOnly?: boolean | undefined
  /** How long a write waits for what somebody else has locked; by default 10 s on SQLite and 15 s on PostgreSQL. */
  readonly lockPatienceMs?: number | undefined
  /** On SQLite, long reads happen beside the event loop: for the process that answers people. */
  readonly readsAside?: boolean | undefined
  /** Stands between the store and its engine: where the fault tests fail it. Nothing does in production. */
  readonly through?: ((driver: Driver) => Driver) | undefined
}

/** What is known of each opened store, kept beside it: Kysely has no room for it. */
type StoreTraits = {
  engine: Engine
  guard: OwnTransactionGuard
  standing: WriteStanding
  aside: Readonly<Record<ReadingLane, Database>> | null
  /** On SQLite: a reader of its own that stays at one state of the store. */
  newSnapshot: (() => Database) | null
  /** How to close each snapshot that is open, and whose it is. */
  snapshots: Map<() => Promise<void>, string>
}

/** Two, so that no page of a list waits for a count of everything. */
export type ReadingLane = 'pages' | 'counts'

const traitsKey = Symbol.for('rescind.db.traits')

/**
 * Opens the store and proves that it answers. Throws StoreError with a sentence for the operator when this Node or
 * that database cannot be used, and the driver's own error when the store cannot be reached.
 */
export async function openDatabase(options: OpenOptions): Promise<OpenedDatabase> {
  const refusal = runtimeRefusal(process.versions.node)
  if (refusal !== null) throw new StoreError(refusal)
  const guard = ownTransactionGuard()
  const isReadOnly = options.readOnly ?? false
  const engine: Engine = options.url === undefined ? 'sqlite' : 'postgres'
  const common = { isReadOnly, guard, lockPatienceMs: options.lockPatienceMs }
  const dialect =
    options.url === undefined
      ? sqliteDialect({ dataDir: options.dataDir, ...common })
      : postgresDialect({ url: options.url, ...common })
  const standing = newWriteStanding()
  const aside =
    engine === 'sqlite' && options.readsAside === true ? readersOf(options.dataDir, { guard, standing }) : null
  const newSnapshot =
    engine === 'sqlite'
      ? () => readerOf(options.dataDir, { guard, standing }, { isSnapshot: true, cacheMib: CACHE_MIB.snapshot })
      : null
  const traits: StoreTraits = { engine, guard, standing, aside, newSnapshot, snapshots: new Map() }
  const db = new Kysely<Tables>({ dialect: withTraits(dialect, traits, options.through ?? itself) })
  try {
    await db.connection().execute(() => Promise.resolve())
  } catch (cause) {
    await db.destroy().catch(() => undefined)
    throw cause
  }
  const close = async () => {
    for (const closeSnapshot of traits.snapshots.keys()) await closeSnapshot()
    for (const reader of Object.values(aside ?? {})) await reader.destroy()
    await db.destroy()
  }
  return { db, engine, close }
}

/**
 * A page of a list reads thousands of rows here and there: from memory in a tenth of the time. A count goes through an
 * index from end to end, which no cache of this size holds.
 */
const CACHE_MIB = { pages: 32, counts: 12, snapshot: 12 }

function readersOf(dataDir: string, rest: Pick<StoreTraits, 'guard' | 'standing'>): NonNullable<StoreTraits['aside']> {
  return {
    pages: readerOf(dataDir, rest, { isSnapshot: false, cacheMib: CACHE_MIB.pages }),
    counts: readerOf(dataDir, rest, { isSnapshot: false, cacheMib: CACHE_MIB.counts }),
  }
}

function readerOf(
  dataDir: string,
  rest: Pick<StoreTraits, 'guard' | 'standing'>,
  order: { isSnapshot: boolean; cacheMib: number },
): Database {
  const traits: StoreTraits = { engine: 'sqlite', aside: null, newSnapshot: null, snapshots: new Map(), ...rest }
  return new Kysely<Tables>({ dialect: withTraits(sqliteReaderDialect(dataDir, order), traits, itself) })
}

/** The same store for reads that take long, outside any transaction. PostgreSQL answers beside the event loop anyway. */
export function readingAside(db: Database, lane: ReadingLane): Database {
  return traitsOf(db).aside?.[lane] ?? db
}

/** For snapshot.ts alone. */
export function snapshotsOf(db: Database): Pick<StoreTraits, 'newSnapshot' | 'snapshots'> {
  return traitsOf(db)
}

export function engineOf(db: Database | Trx): Engine {
  return traitsOf(db).engine
}

/** Whether the store takes writes, as far as this process has seen. */
export function writeStandingOf(db: Database): WriteStanding {
  return traitsOf(db).standing
}

/** For transaction.ts alone. */
export function guardOf(db: Database): OwnTransactionGuard {
  return traitsOf(db).guard
}

/** The adapter is the one object that a database shares with its transactions. */
function withTraits(dialect: Dialect, traits: StoreTraits, through: (driver: Driver) => Driver): Dialect {
  return {
    createAdapter: () => Object.assign(dialect.createAdapter(), { [traitsKey]: traits }),
    createDriver: () => watchWrites(through(dialect.createDriver()), traits.standing),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

function itself(driver: Driver): Driver {
  return driver
}

function traitsOf(db: Database | Trx): StoreTraits {
  const adapter: object & { [traitsKey]?: StoreTraits } = db.getExecutor().adapter
  const traits = adapter[traitsKey]
  if (!traits) throw new Error('this database was not opened by openDatabase')
  return traits
}
