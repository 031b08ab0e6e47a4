import 'server-only'
import type { RecordContext } from '#lib/audit/server/record.ts'
import { applyToMirror } from '#lib/certificates/server/mirror.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { followDeletion, followRevocation } from '#lib/evidence/server/follow.ts'
import type { OperationRow } from './repository.ts'
import { readSnapshot } from './snapshot.ts'

/**
 * What follows from an operation that was accepted, found done, or settled by hand as done, in the transaction that
 * settles it: the mirror shows it, and its publication is looked for. `at` (epoch ms) is when we learned of it.
 */
export async function takeEffect(trx: Trx, context: RecordContext, row: OperationRow, at: number): Promise<void> {
  await applyToMirror(trx, context, { kind: row.kind, identifier: row.identifier, at })
  const { notAfter, ...certificate } = readSnapshot(row.snapshot)
  const followed = { ...certificate, notAfter: notAfter === null ? null : Date.parse(notAfter) }
  if (row.kind === 'revoke') await followRevocation(trx, followed, { operationId: row.id, at })
  else await followDeletion(trx, followed, at)
}
