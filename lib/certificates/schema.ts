import type { Annotation, AnnotationChange } from '#lib/annotations/annotation.ts'
import type { FindingRecord } from '#lib/audit/finding.ts'
import type { StoreFailure } from '#lib/db/server/store-error.ts'
import type { CrlMark, Publication } from '#lib/evidence/publication.ts'
import type { OperationSummary } from '#lib/operations/operation.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'
import type { ExpiryWindow } from './filter.ts'
import type { ParameterRemark } from './parameter-remarks.ts'
import type { Neighbours, Succession } from './preview.ts'
import type { CertificateStatus } from './status.ts'

// Certificates as the console knows them: a mirror of ListClientCertificate, the tombstones of what is gone, and how
// they are searched. This room owns the table `certificates` and what a revocation or a deletion means for it. It
// refuses to guess: a status is derived from what the vendor last said and from what is under way, never assumed,
// and nothing becomes a tombstone here unless the caller has seen NotFound or an accepted deletion.

export const certificateTypes = ['client', 'server'] as const
export type CertificateType = (typeof certificateTypes)[number]

export type SubjectAlternativeName = { type: 'dns' | 'ip' | 'email' | 'uri' | 'other'; value: string }

/** One row of GET `/api/certificates`. Times are RFC 3339 UTC; null where the vendor gives none (PENDING). */
export type CertificateItem = {
  identifier: string
  /** Lower-case hex without separators; empty while PENDING. */
  serialNumber: string
  commonName: string
  subject: string
  sans: SubjectAlternativeName[]
  type: CertificateType
  status: CertificateStatus
  notBefore: string | null
  notAfter: string | null
  caIdentifier: string
  /** Null while the authority has not been read. */
  caName: string | null
  /** The vendor's word for the key's family: RSA, ECC, SM2. */
  algorithm: string
  /** Bits. */
  keySize: number
  /** As the vendor writes it: `SHA256WITHRSA`. */
  signAlgorithm: string
  md5: string
  sha256: string
  alias: string | null
  customIdentifier: string | null
  /** The API's numeric Id, as digits. */
  vendorId: string | null
  resourceGroupId: string | null
  /** DescribeClientCertificateStatus' RevokeTime, where it has been read. */
  revokeTime: string | null
  firstSeenAt: string
  lastSeenAt: string
  /** The CRL in which a revocation of ours has been seen; null where none is known. */
  crlEvidence: CrlMark | null
  openOperationId: string | null
  /**
   * Whether what it has become is what an operation of ours did, or may have done; null where it is neither revoked nor
   * deleted.
   */
  hasMatchingOperation: boolean | null
}

export type CertificateExtension = {
  /** Dotted, as in `2.5.29.15`. */
  oid: string
  /** The name in RFC 5280 and its like; null where we know none. */
  name: string | null
  critical: boolean
  /** The content in plain words, one statement a line; hex where it cannot be read. */
  values: string[]
}

/** One certificate of the path from this one up to the root. */
export type ChainLink = {
  commonName: string
  subject: string
  notAfter: string | null
  sha256: string
  /** The CA's own; null for the certificate itself, and where the console knows no such CA. */
  identifier: string | null
  /** By its dates and what the vendor last said of that CA; `unknown`: the console does not hold it. */
  state: 'valid' | 'not_yet_valid' | 'expired' | 'revoked' | 'unknown'
  /**
   * Whether the next certificate, or its own key for a root, has signed it. `unchecked`: with an algorithm that is not
   * verified here. `unanchored`: the path ends with it, and it is no root.
   */
  signature: 'verified' | 'mismatch' | 'unchecked' | 'unanchored'
}

/** What was decoded from the PEM here; null where the PEM cannot be read. */
export type DecodedCertificate = {
  issuer: string
  version: number
  keyUsage: string[]
  extendedKeyUsage: string[]
  crlUrls: string[]
  ocspUrls: string[]
}

/** Why the vendor's own word is missing from a detail; `absent`: it says that there is no such certificate. */
export type LiveReadingFailure = {
  kind:
    | 'absent'
    | 'forbidden'
    | 'refused'
    | 'throttled'
    | 'clock_off'
    | 'no_credentials'
    | 'unreachable'
    | 'malformed'
    | 'too_slow'
    /** Not waited for: the console has been told to stop. */
    | 'stopping'
    /** Not asked, or not written down: a call that the store cannot count or record is not made. */
    | `store_${StoreFailure}`
    /** A tombstone is not asked for again. */
    | 'deleted'
  code: string | null
  requestId: string | null
}

/** GET `/api/certificates/<Identifier>`. */
export type CertificateDetail = CertificateItem & {
  pem: string
  /** PEM of leaf, issuing CA and root; null when no chain is known. */
  chain: string | null
  extensions: CertificateExtension[]
  /** When this was looked up in the store. */
  answeredAt: string
  /** The time of the vendor's word that this answer shows: the live reading's, else the mirror's. */
  readAt: string
  /** `live`: read for this answer. `mirror`: what we held; `liveFailure` says why. */
  source: 'live' | 'mirror'
  liveFailure: LiveReadingFailure | null
  path: ChainLink[]
  decoded: DecodedCertificate | null
  /** What is weak or unusual about it; null where it could not be checked, since its PEM cannot be read that strictly. */
  remarks: ParameterRemark[] | null
  vendorStatus: 'ISSUE' | 'REVOKE' | 'PENDING'
  /** Of the PEM; null where it cannot be read. The API has none. */
  sha1: string | null
  publicKeySha256: string | null
  /** Whether it carries a CRL distribution point; null where the PEM cannot be read. */
  pointsToCrl: boolean | null
  /** Whether its CA publishes a CRL, by the vendor's CrlStatus and CrlUrl; null while the CA has not been read. */
  caPublishesCrl: boolean | null
  deletedAt: string | null
  deletedHow: 'here' | 'elsewhere' | null
  /** Other valid certificates with its name and type. */
  sameName: Neighbours
  /** Certificates of its name and type before and after it, whatever their status. */
  succession: Succession
  /** Other certificates with its public key, revoked ones among them. */
  sameKey: Neighbours
  /** Every write that was tried on it, newest first. */
  operations: OperationSummary[]
  /** Whether a revocation or deletion of ours has been seen where relying parties look; null where there is none. */
  publication: Publication | null
  /** What a reading found that contradicted the mirror, newest first. */
  findings: FindingRecord[]
  /** What people here have written on it. */
  annotation: Annotation
  /** Who changed that, newest first. */
  annotationChanges: AnnotationChange[]
}

export type CertificateFacets = {
  status: Record<CertificateStatus | 'expiring', number>
  type: Record<CertificateType, number>
  ca: { identifier: string; name: string | null; count: number }[]
  key: { algorithm: string; keySize: number; count: number }[]
  /** How many end within so many days, today included; under every filter but the one on expiry. */
  expiry: { days: ExpiryWindow; count: number }[]
  /**
   * Of what matches: how many point to no CRL, and of how many no later certificate of the same name and type is valid (as
   * the last pass of the mirror left it), and how many are revoked or deleted with no operation of ours that matches.
   */
  flags: { noCrl: number; noReplacement: number; noOperation: number }
  /** From the earliest notBefore to the latest notAfter of what matches: the time axis that its rows share. */
  validity: { from: string; to: string } | null
}

/** GET `/api/certificates`. */
export type CertificateList = {
  items: CertificateItem[]
  nextCursor: string | null
  previousCursor: string | null
  /** Exact up to 10,000. */
  total: number
  totalIsLowerBound: boolean
  /** When this was looked up in the mirror; what it shows may be newer by the time that the answer took. */
  answeredAt: string
  /** The end of the last full pass; null before one. */
  asOf: string | null
  /** That pass's counts agreed. */
  complete: boolean
  /** Only when asked for. Each dimension counts under the filters of the others. */
  facets?: CertificateFacets
  /** Only when asked for: how the mirror is kept. */
  sync?: SyncStatus
}

/** How the mirror is kept, as a page watches it. */
export type WatchedMirror = SyncStatus & Pick<CertificateList, 'answeredAt'>
