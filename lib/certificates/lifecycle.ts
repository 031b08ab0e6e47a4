import type { OperationKind } from '#lib/operations/state.ts'

/** What decides whether a write may be tried: the vendor's state as last read, and what is already under way. */
export type LifecycleFacts = {
  vendorStatus: 'ISSUE' | 'REVOKE' | 'PENDING'
  deleted: boolean
  /** The open operation on this certificate, if there is one. */
  open: { id: string; kind: OperationKind } | null
}

export type LifecycleRefusal =
  | { code: 'already_revoked' }
  | { code: 'already_deleted' }
  | { code: 'not_issued' }
  | { code: 'not_revoked' }
  | { code: 'operation_open'; operationId: string; kind: OperationKind }

/**
 * The state machine of a certificate under the CAS API: PENDING → ISSUE → REVOKE → deleted, one way only.
 * Revoking needs ISSUE, deleting needs REVOKE (DeleteClientCertificate: "must be in REVOKE state").
 * An expired certificate may be revoked; it has little effect, which is said, not forbidden.
 */
export function lifecycleRefusal(kind: OperationKind, facts: LifecycleFacts): LifecycleRefusal | null {
  if (facts.deleted) return { code: 'already_deleted' }
  if (facts.open !== null && facts.open.kind !== kind) {
    return { code: 'operation_open', operationId: facts.open.id, kind: facts.open.kind }
  }
  if (facts.vendorStatus === 'PENDING') return { code: 'not_issued' }
  if (kind === 'revoke') return facts.vendorStatus === 'REVOKE' ? { code: 'already_revoked' } : null
  return facts.vendorStatus === 'REVOKE' ? null : { code: 'not_revoked' }
}
