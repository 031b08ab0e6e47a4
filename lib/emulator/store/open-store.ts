import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { err, ok, type Result } from '#lib/core/result.ts'
import { authorityTable, type AuthorityTable } from './authority-table.ts'
import { certificateTable, type CertificateTable } from './certificate-table.ts'
import { ledgerTable, type LedgerTable } from './ledger-table.ts'
import { metaTable, type MetaTable } from './meta-table.ts'
import { nonceTable, type NonceTable } from './nonce-table.ts'
import { revocationTable, type RevocationTable } from './revocation-table.ts'
import { beginLoading, endLoading, prepareSchema } from './prepare-schema.ts'

/** Everything that the emulator remembers. All of it is synchronous: one call is one transaction, with nothing in between. */
export type Store = {
  readonly meta: MetaTable
  readonly authorities: AuthorityTable
  readonly certificates: CertificateTable
  readonly revocations: RevocationTable
  readonly nonces: NonceTable
  readonly ledger: LedgerTable
  /** BEGIN IMMEDIATE … COMMIT; an exception rolls back. With synchronous=FULL the commit is on disk when it returns. */
  readonly transaction: <Value>(run: () => Value) => Value
  /**
   * Runs what inserts very many certificates, in transactions of its own: indexes and counts are made once, afterwards.
   * Until then nothing but `insert` and `storeBytes` is right.
   */
  readonly load: (run: () => void) => void
  readonly close: () => void
}

export type StoreFault = 'in_use' | 'too_new'

/**
 * Opens `emulator.sqlite` in `dataDir`, making both when they are missing. Files are private to the user: the store holds
 * the CAs' keys. The exclusive lock keeps a second emulator out (a certificate must never be signed twice) and goes with
 * the process, however that ends.
 */
export function openStore(dataDir: string): Result<Store, StoreFault> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const file = join(dataDir, 'emulator.sqlite')
  // SQLite gives the files beside it the same mode.
  closeSync(openSync(file, 'a', 0o600))
  return prepare(new Database(file, { timeout: 0 }))
}

function prepare(database: Database.Database): Result<Store, StoreFault> {
  try {
    database.pragma('locking_mode = EXCLUSIVE')
    database.pragma('journal_mode = WAL')
    database.pragma('synchronous = FULL')
    database.pragma('foreign_keys = ON')
    database.pragma('cache_size = -32768')
    if (!database.transaction(() => prepareSchema(database)).immediate()) {
      database.close()
      return err('too_new')
    }
  } catch (error) {
    database.close()
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return err('in_use')
    throw error
  }
  return ok({
    meta: metaTable(database),
    authorities: authorityTable(database),
    certificates: certificateTable(database),
    revocations: revocationTable(database),
    nonces: nonceTable(database),
    ledger: ledgerTable(database),
    transaction: (run) => database.transaction(run).immediate(),
    load: (run) => {
      database.transaction(() => {
        beginLoading(database)
      })()
      try {
        run()
      } finally {
        database.transaction(() => {
          endLoading(database)
        })()
      }
    },
    close: () => {
      database.close()
    },
  })
}
