// Whether anybody can know of a revocation. The vendor's acceptance changes its records; relying parties look at CRLs
// and OCSP. This room owns what was fetched from there (`crls`, `crl_points`, `crl_checks`) and what follows from it for
// each revocation and deletion of ours (`publications`). It refuses to call anything published without the bytes that
// show it, and to believe bytes that the CA has not signed.

/**
 * `awaited`: no good CRL lists it yet. `published`: one does, and it is kept. `overdue`: the CRL that had to list it
 * does not. `nowhere`: neither its CA nor the certificate itself names a CRL. `not_followed`: not a revocation of ours.
 */
export const publicationStates = ['awaited', 'published', 'overdue', 'nowhere', 'not_followed'] as const
export type PublicationState = (typeof publicationStates)[number]

/**
 * After a deletion of ours, while the certificate has not expired. `watched`: no CRL has been made since. `listed`: the
 * newest one still lists it. `vanished`: it does not, so clients trust the certificate again. `ended`: it has expired.
 */
export type DeletionWatch = 'watched' | 'listed' | 'vanished' | 'ended'

/** What is known of one. Times are RFC 3339 UTC. */
export type Publication = {
  identifier: string
  state: PublicationState
  acceptedAt: string | null
  /** Where its CRL is looked for; the certificate's or the vendor's word, so untrusted. */
  url: string | null
  checkedAt: string | null
  nextCheckAt: string | null
  /** Why the last look could not be used. */
  problem: string | null
  /** By when another CRL has to list it. */
  expectedBy: string | null
  evidence: CrlEvidence | null
  /** Until when a copy of the CRL before, without the entry, is in force. */
  olderUntil: string | null
  ocsp: {
    url: string
    status: 'good' | 'revoked' | 'unknown' | null
    checkedAt: string | null
    problem: string | null
  } | null
  watch: { state: DeletionWatch; since: string; at: string | null; sha256: string | null; until: string | null } | null
}

/** The CRL that lists it, as rows of lists carry it. */
export type CrlMark = {
  sha256: string
  /** The cRLNumber, decimal. */
  number: string | null
  /** When we read it. */
  publishedAt: string
}

export type CrlEvidence = CrlMark & {
  thisUpdate: string
  nextUpdate: string | null
  /** The entry's revocationDate. */
  listedSince: string | null
  /** The entry's reasonCode by its RFC 5280 name; null where it has none. */
  reason: string | null
}
