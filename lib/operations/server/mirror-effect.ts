import 'server-only'
import { markDeleted, markRevoked } from '#lib/certificates/server/mirror.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { OperationKind } from '../state.ts'

/** What an operation that is known to be done means for the mirror. Never called before that is known. */
export async function applyToMirror(
  trx: Trx,
  done: { kind: OperationKind; identifier: string; at: number },
): Promise<void> {
  const { kind, identifier, at } = done
  if (kind === 'revoke') await markRevoked(trx, { identifier, revokeTime: null, at })
  else await markDeleted(trx, { identifier, how: 'here', at })
}
