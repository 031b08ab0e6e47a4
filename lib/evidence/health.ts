/**
 * `good`: signed by the CA and in force. `stale`: the newest good one is past its nextUpdate. `unusable`: what is there
 * now cannot be had or must not be believed. `unread`: nobody has looked yet.
 */
export type CrlHealthState = 'good' | 'stale' | 'unusable' | 'unread'

/** What was found at one address of a CA's CRL. Times are RFC 3339 UTC. */
export type CrlHealth = {
  caIdentifier: string
  url: string
  state: CrlHealthState
  /** Why the last look could not be used; null when it could. */
  problem: string | null
  triedAt: string | null
  readAt: string | null
  /** The newest good one. */
  crl: CrlFacts | null
}

export type CrlFacts = {
  sha256: string
  number: string | null
  thisUpdate: string
  nextUpdate: string | null
  entries: number
  /** Bytes of the DER. */
  size: number
  signatureAlgorithm: string
}

/** What was found for as long as it stayed the same, newest first. */
export type CrlCheck = {
  id: number
  url: string
  /** `read`, `older_copy`, or why it could not be used. */
  outcome: string
  number: string | null
  thisUpdate: string | null
  nextUpdate: string | null
  entries: number | null
  size: number | null
  sha256: string | null
  firstAt: string
  lastAt: string
  times: number
}

/** How long one revocation took from its acceptance to the CRL that lists it, as we saw it. */
export type PublicationDelay = { identifier: string; publishedAt: string; crlNumber: string | null; delayMs: number }

/** Everything about the CRLs of one CA. Delays are of the last 200 revocations of ours; ms. */
export type CrlReport = {
  identifier: string
  commonName: string
  points: CrlHealth[]
  checks: CrlCheck[]
  delays: PublicationDelay[]
  medianMs: number | null
  p95Ms: number | null
}
