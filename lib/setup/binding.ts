import 'server-only'
import type { CloudConfig } from '#lib/config/server/env.ts'
import type { Database } from '#lib/db/server/database.ts'
import { StoreError } from '#lib/db/server/store-error.ts'
import { bindOnce, bindingIfAny, readBinding, type StoreBinding } from './repository.ts'

// A store belongs to the account that it mirrors. With another mode, endpoint or account label every certificate would
// look deleted, and a revocation would go to the wrong account: the launcher refuses before it migrates, and each
// process that opens the store compares it with its own configuration. Everything here throws StoreError.

type Cloud = Pick<CloudConfig, 'mode' | 'bindingEndpoint' | 'accountLabel'>

/** For a store that may be empty, or of an older build: one that belongs to another account is left as it is. */
export async function refuseForeignStore(db: Database, cloud: Cloud): Promise<void> {
  const bound = await bindingIfAny(db)
  if (bound !== null) assertSame(bound, wantedBy(cloud))
}

/** Binds a migrated store at its first start. */
export async function bindStore(db: Database, cloud: Cloud, now: number): Promise<void> {
  const wanted = wantedBy(cloud)
  assertSame((await readBinding(db)) ?? (await bindOnce(db, wanted, now)), wanted)
}

/** What console and worker ask before they use a migrated store. */
export async function assertBound(db: Database, cloud: Cloud): Promise<void> {
  const bound = await readBinding(db)
  if (bound === null) throw new StoreError('The store is bound to no account: run the launcher ("npm start").')
  assertSame(bound, wantedBy(cloud))
}

function wantedBy({ mode, bindingEndpoint, accountLabel }: Cloud): StoreBinding {
  return { mode, endpoint: bindingEndpoint, accountLabel }
}

function assertSame(bound: StoreBinding, wanted: StoreBinding): void {
  if (describe(bound) === describe(wanted)) return
  throw new StoreError(
    `This store belongs to ${describe(bound)}, and this start asks for ${describe(wanted)}. ` +
      'Set RESCIND_CLOUD, CAS_ENDPOINT and RESCIND_ACCOUNT_LABEL as they were, or name another store ' +
      '(RESCIND_DATA_DIR, DATABASE_URL).',
  )
}

function describe({ mode, endpoint, accountLabel }: StoreBinding): string {
  return `${mode} at ${endpoint} (account "${accountLabel}")`
}
