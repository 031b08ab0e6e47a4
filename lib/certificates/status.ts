/** Every status that a certificate can be in, in the order of their precedence: the first that holds is the status. */
export const certificateStatuses = ['deleted', 'unknown', 'pending', 'revoked', 'expired', 'valid'] as const
export type CertificateStatus = (typeof certificateStatuses)[number]

/** `expiring` is not a status of its own (such a certificate is valid), but it can be asked for. */
export const statusFilters = [...certificateStatuses, 'expiring'] as const
export type StatusFilter = (typeof statusFilters)[number]

const DAY_MS = 24 * 60 * 60 * 1000
/** A valid certificate that ends within this time is called expiring. */
export const EXPIRING_WITHIN_MS = 30 * DAY_MS

export type StatusFacts = {
  vendorStatus: 'ISSUE' | 'REVOKE' | 'PENDING'
  /** Epoch ms; null while PENDING. */
  notAfter: number | null
  isDeleted: boolean
  /** State of the open operation on it, whichever kind; null when none is open. */
  openState: 'pending' | 'unknown' | 'needs_human' | null
}

/**
 * What a certificate is at `now` (epoch ms). The vendor knows neither expiry nor our operations, so this is ours.
 * The repository says the same in SQL; a test holds the two together.
 */
export function certificateStatus(facts: StatusFacts, now: number): CertificateStatus {
  if (facts.isDeleted) return 'deleted'
  if (facts.openState === 'unknown' || facts.openState === 'needs_human') return 'unknown'
  if (facts.openState === 'pending' || facts.vendorStatus === 'PENDING') return 'pending'
  if (facts.vendorStatus === 'REVOKE') return 'revoked'
  // RFC 5280, 4.1.2.5: notAfter itself is still inside the validity period.
  if (facts.notAfter !== null && facts.notAfter < now) return 'expired'
  return 'valid'
}

/** Whether a valid certificate ends soon. `notAfter` and `now` are epoch ms. */
export function isExpiring(status: CertificateStatus, notAfter: number | null, now: number): boolean {
  return status === 'valid' && notAfter !== null && notAfter <= now + EXPIRING_WITHIN_MS
}
