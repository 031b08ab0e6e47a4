import type { CrlHealth } from '#lib/evidence/health.ts'

// The private CAs of the account, as they were last read: for names, for chains, and for whether anybody would notice
// a revocation. This room owns the table `authorities`. It changes no CA. What the vendor says about a
// CRL stands beside what was found where it is published.

/** One CA. Times are RFC 3339 UTC. */
export type Authority = {
  identifier: string
  parentIdentifier: string | null
  parentName: string | null
  type: 'root' | 'sub'
  commonName: string
  subject: string
  serialNumber: string
  /** ISSUE, REVOKE, or a word that the vendor does not document. */
  vendorStatus: string
  algorithm: string
  keySize: number
  signAlgorithm: string
  sha256: string
  notBefore: string | null
  notAfter: string | null
  isExpired: boolean
  pem: string
  /** The vendor's CrlStatus and CrlUrl; null where it gives none. */
  crlStatus: string | null
  crlUrl: string | null
  /** How long a CRL of it is valid, in days. */
  crlDays: number | null
  publishesCrl: boolean
  /** What was found where it is published; null where there is none, or nobody has looked yet. */
  crlHealth: CrlHealth | null
  issuedCount: number | null
  totalCount: number | null
  readAt: string
  /** What the mirror holds of it, tombstones left out. */
  certificates: number
}

/** Roots first, each followed by what it has issued. `asOf` is the oldest reading among them. */
export type AuthorityList = { items: Authority[]; asOf: string | null }
