import 'server-only'
import type { AuditTarget } from '#lib/audit/event.ts'
import type { OperationKind } from '../state.ts'
import type { OperationRow } from './repository.ts'
import { readSnapshot } from './snapshot.ts'

/** The audit's name of a kind of write: the verb's own. */
export function actionOf(kind: OperationKind): 'revoke_certificate' | 'delete_certificate' {
  return kind === 'revoke' ? 'revoke_certificate' : 'delete_certificate'
}

export function targetOf(row: OperationRow): AuditTarget {
  const { identifier, serialNumber, commonName } = readSnapshot(row.snapshot)
  return { identifier, serialNumber, commonName }
}

/** What every event about an operation carries. */
export function eventOfRow(row: OperationRow) {
  return {
    target: targetOf(row),
    operationId: row.id,
    reason: row.reason,
    ticket: row.ticket,
    comment: row.comment,
  }
}
