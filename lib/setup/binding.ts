import 'server-only'
import type { CloudConfig } from '#lib/config/server/env.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { bindOnce, type StoreBinding } from './repository.ts'

type OtherBinding = { readonly code: 'bound_elsewhere'; readonly bound: StoreBinding; readonly sentence: string }

/**
 * Binds the store to the account it mirrors, at its first start. Afterwards another mode, endpoint or account label
 * stops the start: every certificate would look deleted, and a revocation would go to the wrong account. The launcher
 * calls it after the migration and prints the sentence.
 */
export async function bindStore(
  db: Database,
  cloud: Pick<CloudConfig, 'mode' | 'bindingEndpoint' | 'accountLabel'>,
  now: number,
): Promise<Result<StoreBinding, OtherBinding>> {
  const wanted = { mode: cloud.mode, endpoint: cloud.bindingEndpoint, accountLabel: cloud.accountLabel }
  const bound = await bindOnce(db, wanted, now)
  if (describe(bound) === describe(wanted)) return ok(bound)
  const sentence =
    `This store belongs to ${describe(bound)}, and this start asks for ${describe(wanted)}. ` +
    'Set RESCIND_CLOUD, CAS_ENDPOINT and RESCIND_ACCOUNT_LABEL as they were, or name another store ' +
    '(RESCIND_DATA_DIR, DATABASE_URL).'
  return err({ code: 'bound_elsewhere', bound, sentence })
}

function describe({ mode, endpoint, accountLabel }: StoreBinding): string {
  return `${mode} at ${endpoint} (account "${accountLabel}")`
}
