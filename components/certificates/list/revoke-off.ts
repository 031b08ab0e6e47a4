import type { CertificateItem } from '#lib/certificates/schema.ts'
import type { HeldOff } from '../held-off.ts'

/** Why a row's **Revoke** is off. Its words stand in the catalog under `certificates.off`. */
export type RevokeOff = 'role' | 'unknown' | 'pending' | 'not_issued' | HeldOff

/**
 * Whether a row can be revoked: `available`, `none` where nothing is left to do (the action is not shown), or why not.
 * The server decides again; this only keeps a button from promising what it cannot.
 */
export function revokeOf(
  { status, openOperationId }: Pick<CertificateItem, 'status' | 'openOperationId'>,
  { mayRevoke, heldOff }: { mayRevoke: boolean; heldOff: HeldOff | null },
): 'available' | 'none' | RevokeOff {
  if (status === 'revoked' || status === 'deleted') return 'none'
  if (!mayRevoke) return 'role'
  if (status === 'unknown') return 'unknown'
  if (status === 'pending') return openOperationId === null ? 'not_issued' : 'pending'
  return heldOff ?? 'available'
}
