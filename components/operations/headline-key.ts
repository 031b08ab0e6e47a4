import type { OperationDetail } from '#lib/operations/operation.ts'
import type { OperationKind } from '#lib/operations/state.ts'

type Known =
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

export type HeadlineKey =
  `${OperationKind}.${Known}` | `scheduled.${'waiting' | 'overdue' | 'cancelled' | 'moot' | 'not_carried_out'}`

/** Which sentence is known to be true of an operation. Nothing is concluded, only said. */
export function headlineKey(operation: OperationDetail): HeadlineKey {
  const { kind, state, settledBy, causeProven, readings, exchange } = operation
  if (state === 'scheduled') return readings.length === 0 ? 'scheduled.waiting' : 'scheduled.overdue'
  if (state === 'cancelled') return settledBy === 'human' ? 'scheduled.cancelled' : 'scheduled.moot'
  if (state === 'not_sent' && exchange === null) return 'scheduled.not_carried_out'
  if (state === 'not_done') return settledBy === 'human' ? `${kind}.not_done_by_hand` : `${kind}.not_done`
  if (state !== 'succeeded') return `${kind}.${state}`
  if (settledBy === 'human') return `${kind}.done_by_hand`
  if (settledBy === 'read_back') return causeProven ? `${kind}.found_proven` : `${kind}.found_unproven`
  return `${kind}.accepted`
}

export type StatusKey =
  'awaited' | 'revoked' | 'revokedSince' | 'unconfirmed' | 'tombstone' | 'conditions' | 'kept_from_it' | 'because'

/** The vendor's own status is asked for this long after an accepted revocation, then no more. */
const STATUS_AWAITED_MS = 24 * 60 * 60_000

/** What is known at `now` (epoch ms) beyond the acceptance: the vendor's status, asked for afterwards. Null: nothing. */
export function statusKey(operation: OperationDetail, now: number): StatusKey | null {
  const { kind, state, settledAt, settledBy, vendorStatusReadAt, vendorRevokeTime } = operation
  if (state === 'scheduled') return operation.readings.length === 0 ? 'conditions' : 'kept_from_it'
  if (state === 'cancelled') return settledBy === 'human' ? null : 'because'
  if (state === 'not_sent' && operation.exchange === null) return 'because'
  if (state !== 'succeeded') return null
  if (kind === 'delete') return 'tombstone'
  if (vendorStatusReadAt !== null) return vendorRevokeTime === null ? 'revoked' : 'revokedSince'
  // What was found by reading back was read from the vendor already.
  if (settledBy !== 'answer') return null
  return settledAt !== null && now - Date.parse(settledAt) > STATUS_AWAITED_MS ? 'unconfirmed' : 'awaited'
}

/** What the last try of a scheduled one met with. */
export function lastFailure({ readings }: Pick<OperationDetail, 'readings'>): string | null {
  return readings.at(-1)?.failure ?? null
}
