import 'server-only'

/** The store cannot be used as it is, and a person has to do something about it: the message is for that person. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
}

/** By its name: Next bundles the class more than once into one process. */
export function isStoreError(cause: unknown): cause is Error {
  return cause instanceof Error && cause.name === 'StoreError'
}

/** Why the store would not take or give something, as far as the engine's own codes tell. */
export type StoreFailure = 'full' | 'read_only' | 'busy' | 'unreachable'

const failureByCode: Readonly<Record<string, StoreFailure>> = {
  // SQLite result codes, as better-sqlite3 names them.
  SQLITE_FULL: 'full',
  SQLITE_IOERR_WRITE: 'full',
  SQLITE_IOERR_SHMSIZE: 'full',
  SQLITE_READONLY: 'read_only',
  SQLITE_READONLY_DBMOVED: 'read_only',
  SQLITE_READONLY_DIRECTORY: 'read_only',
  SQLITE_READONLY_CANTINIT: 'read_only',
  SQLITE_READONLY_RECOVERY: 'read_only',
  SQLITE_CANTOPEN: 'unreachable',
  SQLITE_BUSY: 'busy',
  SQLITE_BUSY_SNAPSHOT: 'busy',
  // PostgreSQL, appendix A.
  '53100': 'full',
  '25006': 'read_only',
  '42501': 'read_only',
  '55P03': 'busy',
  '40P01': 'busy',
  '53300': 'busy',
  '08003': 'unreachable',
  '08006': 'unreachable',
  '25P03': 'unreachable',
  '58030': 'unreachable',
  '57P01': 'unreachable',
  '57P02': 'unreachable',
  '57P03': 'unreachable',
  // The socket to PostgreSQL.
  ECONNREFUSED: 'unreachable',
  ECONNRESET: 'unreachable',
  EAI_AGAIN: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENOENT: 'unreachable',
  ENOTFOUND: 'unreachable',
  EPIPE: 'unreachable',
  ETIMEDOUT: 'unreachable',
  // The file system under either.
  ENOSPC: 'full',
  EDQUOT: 'full',
  EROFS: 'read_only',
  EACCES: 'read_only',
}

/**
 * Sorts an exception out of a query into what can be told to an operator; null for everything else, which is a bug
 * of ours and must not be dressed up as a full disk.
 */
export function storeFailureOf(cause: unknown): StoreFailure | null {
  if (!(cause instanceof Error)) return null
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : ''
  const known = failureByCode[code]
  if (known) return known
  // A disk that reports errors, in one of some thirty ways.
  if (code.startsWith('SQLITE_IOERR')) return 'unreachable'
  // A name with several addresses: Node gives the failure of each.
  if (cause instanceof AggregateError)
    return cause.errors.map(storeFailureOf).find((failure) => failure !== null) ?? null
  return lostConnection.test(cause.message) ? 'unreachable' : null
}

/** What pg says without a code: while it connects, and of a connection that ended under or before a query. */
const lostConnection =
  /^(timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error and is not queryable)/
