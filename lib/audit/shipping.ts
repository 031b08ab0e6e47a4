/** What the audit can be shipped to. */
export const shippingKinds = ['file', 'webhook', 'syslog'] as const
export type ShippingKind = (typeof shippingKinds)[number]

/**
 * Why a destination has not acknowledged what it was sent. `cut_off`: the connection ended before the acknowledgement.
 * `not_ended`: a syslog receiver took the bytes and left the connection open. `foreign_file`: what the file holds was
 * not written by us. `removed`: the file went while it was written. `failed`: anything else, by its code.
 */
export const shippingFailures = [
  'unknown_host',
  'unreachable',
  'tls',
  'proxy',
  'timed_out',
  'cut_off',
  'redirected',
  'refused',
  'not_ended',
  'full',
  'not_writable',
  'not_a_file',
  'foreign_file',
  'removed',
  'failed',
] as const
export type ShippingFailure = (typeof shippingFailures)[number]

/** A destination that is behind for longer than this is a caution. */
export const LATE_AFTER_MS = 10 * 60_000

/** How far one destination is. Times are RFC 3339 UTC. */
export type ShippingStanding = {
  kind: ShippingKind
  /** Without user, password, path secrets or query. */
  address: string
  /** The last record that was acknowledged; 0 before the first. */
  sequence: number
  /** The last record of the chain. */
  head: number
  /** Records that are not acknowledged yet. */
  behind: number
  /** How long the oldest record or checkpoint that is not acknowledged has been waiting; null when there is none. */
  lagMs: number | null
  isLate: boolean
  shippedAt: string | null
  failure: { cause: ShippingFailure; detail: string | null; since: string; at: string; nextTryAt: string } | null
}
