import type { Config } from '#lib/config/server/env.ts'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
import { StoreError, storeFailureOf, type StoreFailure } from '#lib/db/server/store-error.ts'

/**
 * Runs what makes the data directory's files and brings the store to this build. What an operator can mend is thrown as
 * a StoreError that says what failed, under the code by which it is looked up, and what to do; anything else as it came.
 */
export async function inUsableStore<Value>(store: Config['store'], work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (cause) {
    if (!(cause instanceof Error) || cause instanceof StoreError) throw cause
    const code = 'code' in cause ? String(cause.code) : ''
    // A database is asked over a network or a socket; what is said of files is about the data directory on either engine.
    const isOfFiles = store.databaseUrl === null || filesRefuse.test(code)
    const sentence = isOfFiles ? ofFiles(store.dataDir, code, cause) : ofPostgres(code, cause)
    throw sentence === null ? cause : new StoreError(`${sentence}, and start again.`, { cause })
  }
}

/** SQLite's words and the file system's for a file or folder that this user may not write, or not even open. */
const filesRefuse = /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS)/
const isNoDatabase = /^SQLITE_(CORRUPT|NOTADB)/

function ofFiles(dataDir: string, code: string, cause: Error): string | null {
  const file = sqliteFile(dataDir)
  if (filesRefuse.test(code)) {
    const what = code.startsWith('SQLITE') ? file : dataDir
    const user = process.getuid === undefined ? 'that runs Rescind' : `that runs Rescind (uid ${process.getuid()})`
    return `${what} cannot be written (${code}): give ${dataDir} and every file in it to the user ${user}, writable (chmod -R u+rwX)`
  }
  if (isNoDatabase.test(code)) return `${file} is damaged (${code}): put a backup in its place`
  const failure = storeFailureOf(cause)
  if (failure === 'full') return `The disk of ${dataDir} is full (${code}): make room`
  if (failure === 'busy') return `Another process has locked ${file} (${code}): wait until it is done, or stop it`
  return null
}

/** The server's own codes (PostgreSQL, appendix A) for a sign-in, a database or a right that is not there. */
const remedyOfCode: Readonly<Record<string, string>> = {
  '28P01': 'check the user and the password',
  '28000': 'check the user, and what pg_hba.conf lets in',
  '3D000': 'create the database, or name another',
  '42501': 'give the role what it lacks, or name the owner of the tables in DATABASE_MIGRATION_URL',
}

const remedyOfFailure: Readonly<Record<StoreFailure, string>> = {
  unreachable: 'check that it runs and that this machine reaches it',
  read_only: 'name a server that takes writes (not a standby)',
  full: 'make room on its disk',
  busy: 'wait until the other process that holds it is done',
}

function ofPostgres(code: string, cause: Error): string | null {
  const failure = storeFailureOf(cause)
  const remedy = remedyOfCode[code] ?? (failure === null ? undefined : remedyOfFailure[failure])
  if (remedy === undefined) return null
  // A name with several addresses: Node gives the failure of each, and no words of its own.
  const [first] = cause instanceof AggregateError ? (cause.errors as Error[]) : [cause]
  const words = (first?.message ?? '').replace(/\s+/g, ' ').trim()
  const said = words.includes(code) ? words : `${code}: ${words}`
  return `PostgreSQL at DATABASE_URL cannot be used (${said}): ${remedy}`
}
