import type { OperationDetail } from '#lib/operations/operation.ts'
import type { OperationKind } from '#lib/operations/state.ts'

type OfBoth =
  | 'pending'
  | 'accepted'
  | 'found_proven'
  | 'found_unproven'
  | 'done_by_hand'
  | 'refused'
  | 'unknown'
  | 'not_sent'
  | 'not_done'
  | 'not_done_by_hand'
  | 'needs_human'
/** A revocation is asked about once more after it was accepted; a deletion leaves nothing to ask about. */
type OfRevocation = 'accepted_revoked' | 'accepted_revoked_undated' | 'accepted_unconfirmed'

export type HeadlineKey = `${OperationKind}.${OfBoth}` | `revoke.${OfRevocation}`

/** The vendor's own status is asked for this long after an accepted revocation, then no more. */
const STATUS_AWAITED_MS = 24 * 60 * 60_000

/** Which sentence is known to be true of an operation at `now` (epoch ms). Nothing is concluded, only said. */
export function headlineKey(operation: OperationDetail, now: number): HeadlineKey {
  const { kind, state, settledBy, causeProven } = operation
  if (state === 'not_done') return settledBy === 'human' ? `${kind}.not_done_by_hand` : `${kind}.not_done`
  if (state !== 'succeeded') return `${kind}.${state}`
  if (settledBy === 'human') return `${kind}.done_by_hand`
  if (settledBy === 'read_back') return causeProven ? `${kind}.found_proven` : `${kind}.found_unproven`
  return kind === 'delete' ? 'delete.accepted' : acceptedRevocation(operation, now)
}

function acceptedRevocation(operation: OperationDetail, now: number): HeadlineKey {
  const { settledAt, vendorStatusReadAt, vendorRevokeTime } = operation
  if (vendorStatusReadAt !== null) {
    return vendorRevokeTime === null ? 'revoke.accepted_revoked_undated' : 'revoke.accepted_revoked'
  }
  const isGivenUp = settledAt !== null && now - Date.parse(settledAt) > STATUS_AWAITED_MS
  return isGivenUp ? 'revoke.accepted_unconfirmed' : 'revoke.accepted'
}
