import { lifecycleRefusal, type LifecycleRefusal } from '#lib/certificates/lifecycle.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import type { OperationKind } from '#lib/operations/state.ts'

/** Why an act of the danger box is off; its words stand in the catalog under `certificate.danger.off`. */
export type WriteOff = 'role' | 'unread' | Exclude<LifecycleRefusal['code'], 'operation_open'> | 'open'

/**
 * Whether the certificate can be revoked or deleted, as the page knows it. Null: the button is on. The dialog reads
 * again, and the server decides; this only keeps a button from promising what it cannot.
 */
export function writeOff(kind: OperationKind, certificate: CertificateDetail, mayWrite: boolean): WriteOff | null {
  const { vendorStatus, deletedAt, openOperationId, liveFailure } = certificate
  const refusal = lifecycleRefusal(kind, { vendorStatus, deleted: deletedAt !== null, open: null })
  if (refusal !== null && refusal.code !== 'operation_open') return refusal.code
  if (!mayWrite) return 'role'
  if (openOperationId !== null) return 'open'
  return liveFailure === null ? null : 'unread'
}
