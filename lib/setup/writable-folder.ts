import type { Config } from '#lib/config/server/env.ts'
import { sqliteFile } from '#lib/db/server/sqlite.ts'
import { StoreError } from '#lib/db/server/store-error.ts'

/** SQLite's words and the file system's for a file or folder that this user may not write, or not even open. */
const notOurs = /^(SQLITE_READONLY|SQLITE_CANTOPEN|SQLITE_PERM|EACCES|EPERM|EROFS)/

/**
 * Runs what makes and opens the files of the data directory. Throws StoreError, with what to do about it, where this
 * user may not: without a file beside it SQLite cannot even be read.
 */
export async function inWritableFolder<Value>(
  { dataDir }: Config['store'],
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    return await work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    if (!notOurs.test(code)) throw cause
    const what = code.startsWith('SQLITE') ? sqliteFile(dataDir) : dataDir
    const user = process.getuid === undefined ? 'that runs Rescind' : `that runs Rescind (uid ${process.getuid()})`
    throw new StoreError(
      `${what} cannot be written (${code}): give ${dataDir} and every file in it to the user ${user}, writable (chmod -R u+rwX), and start again.`,
      { cause },
    )
  }
}
