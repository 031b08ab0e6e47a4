import { randomBytes, randomUUID } from 'node:crypto'
import { ensureFirstAdmin } from '#lib/auth/server/users/first-admin.ts'
import type { Config } from '#lib/config/server/env.ts'
import { systemClock } from '#lib/core/clock.ts'
import { openDatabase } from '#lib/db/server/database.ts'
import { migrateToLatest } from '#lib/db/server/migrate.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { bindStore } from './binding.ts'

/**
 * Before any process uses the store: migrated (by the owner's role where there is one), bound to this account, with
 * its first administrator. Only the launcher does this. Throws a sentence when the store belongs to another account.
 */
export async function prepareStore(
  config: Config,
): Promise<{ email: string; generatedPassword: string | null } | null> {
  const { dataDir, databaseUrl, migrationUrl } = config.store
  const owner = await openDatabase({ url: migrationUrl ?? databaseUrl ?? undefined, dataDir })
  try {
    await migrateToLatest(owner)
  } finally {
    await owner.close()
  }
  const store = await openDatabase({ url: databaseUrl ?? undefined, dataDir })
  try {
    const context = { actor: { kind: 'shell' as const }, correlationId: randomUUID(), clock: systemClock }
    const bound = await bindStore(store.db, config.cloud, systemClock.now())
    if (!bound.ok) throw new StoreError(bound.error.sentence)
    return await ensureFirstAdmin(
      { db: store.db, context, randomBytes, newId: randomUUID },
      { email: config.auth.adminEmail, password: config.auth.adminPassword },
    )
  } finally {
    await store.close()
  }
}
