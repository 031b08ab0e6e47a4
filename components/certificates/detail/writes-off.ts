import { lifecycleRefusal, type LifecycleRefusal } from '#lib/certificates/lifecycle.ts'
import type { CertificateDetail } from '#lib/certificates/schema.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { HeldOff } from '../held-off.ts'

/** Why an act of the danger box is off; its words stand in the catalog under `certificate.danger.off`. */
export type WriteOff = 'role' | 'unread' | 'unwritable' | Exclude<LifecycleRefusal['code'], 'operation_open'> | 'open'

/**
 * Whether the certificate can be revoked or deleted, as the page knows it. Null: the button is on. The dialog reads
 * again, and the server decides; this only keeps a button from promising what it cannot.
 */
export function writeOff(
  kind: OperationKind,
  certificate: CertificateDetail,
  { mayWrite, heldOff }: { mayWrite: boolean; heldOff: HeldOff | null },
): WriteOff | null {
  const { vendorStatus, deletedAt, openOperationId, liveFailure } = certificate
  const refusal = lifecycleRefusal(kind, { vendorStatus, deleted: deletedAt !== null, open: null })
  if (refusal !== null && refusal.code !== 'operation_open') return refusal.code
  if (!mayWrite) return 'role'
  if (openOperationId !== null) return 'open'
  if (heldOff === 'unwritable' || liveFailure?.kind.startsWith('store_') === true) return 'unwritable'
  // This page's own reading is newer than what another one found.
  return liveFailure === null ? null : 'unread'
}
