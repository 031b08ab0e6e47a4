import { randomBytes, randomUUID } from 'node:crypto'
import type { AuditKey } from '#lib/audit/server/audit-key.ts'
import { nameKey } from '#lib/audit/server/key-of-log.ts'
import { ensureFirstAdmin } from '#lib/auth/server/users/first-admin.ts'
import { canSignIn } from '#lib/auth/server/users/can-sign-in.ts'
import type { Config } from '#lib/config/server/env.ts'
import { systemClock } from '#lib/core/clock.ts'
import { openDatabase, type Database, type OpenOptions } from '#lib/db/server/database.ts'
import { migrateStore, type AnnounceUpgrade } from '#lib/db/server/migrate.ts'
import { bindStore, refuseForeignStore } from './binding.ts'

export type PreparedStore = {
  readonly firstAdmin: { readonly email: string; readonly generatedPassword: string | null } | null
  /** The administrator of the environment, where that account exists and is enabled. */
  readonly signInEmail: string | null
}

/**
 * Before any process uses the store: migrated (by the owner's role where there is one, which then grants), bound to
 * this account, its audit naming the key that signs, with its first administrator. Only the launcher does this. Throws a sentence when the store belongs to
 * another account, and has then changed nothing in it.
 */
export async function prepareStore(
  config: Config,
  auditKey: Pick<AuditKey, 'id'>,
  announceUpgrade?: AnnounceUpgrade,
): Promise<PreparedStore> {
  const { dataDir } = config.store
  const url = config.store.databaseUrl ?? undefined
  const migrationUrl = config.store.migrationUrl ?? undefined
  await withStore({ url: migrationUrl ?? url, dataDir }, (db) => refuseForeignStore(db, config.cloud))
  await migrateStore({ url, migrationUrl, dataDir, announceUpgrade })
  return withStore({ url, dataDir }, async (db) => {
    await bindStore(db, config.cloud, systemClock.now())
    const context = { actor: { kind: 'shell' as const }, correlationId: randomUUID(), clock: systemClock }
    await nameKey(db, context, auditKey)
    const { adminEmail: email, adminPassword: password } = config.auth
    const firstAdmin = await ensureFirstAdmin({ db, context, randomBytes, newId: randomUUID }, { email, password })
    return { firstAdmin, signInEmail: (await canSignIn(db, email)) ? email : null }
  })
}

async function withStore<Value>(options: OpenOptions, work: (db: Database) => Promise<Value>): Promise<Value> {
  const { db, close } = await openDatabase(options)
  try {
    return await work(db)
  } finally {
    await close()
  }
}
