import 'server-only'
import type { Database } from '#lib/db/server/database.ts'

export type StoreBinding = {
  readonly mode: 'emulator' | 'alibaba'
  readonly endpoint: string
  readonly accountLabel: string
}

/** Binds a store that is not bound yet, and answers what it is bound to. Of two starts at once the first counts. */
export async function bindOnce(db: Database, wanted: StoreBinding, now: number): Promise<StoreBinding> {
  await db
    .insertInto('store_binding')
    .values({
      id: 1,
      mode: wanted.mode,
      endpoint: wanted.endpoint,
      account_label: wanted.accountLabel,
      bound_at: now,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute()
  return (await readBinding(db)) ?? wanted
}

/** Null: not bound yet. The store is migrated. */
export async function readBinding(db: Database): Promise<StoreBinding | null> {
  const row = await db
    .selectFrom('store_binding')
    .select(['mode', 'endpoint', 'account_label'])
    .where('id', '=', 1)
    .executeTakeFirst()
  return row ? { mode: row.mode, endpoint: row.endpoint, accountLabel: row.account_label } : null
}

/** The same of a store that may not even have the table. */
export async function bindingIfAny(db: Database): Promise<StoreBinding | null> {
  const tables = await db.introspection.getTables()
  return tables.some(({ name }) => name === 'store_binding') ? readBinding(db) : null
}
