import type { CrlHealthState } from '#lib/evidence/health.ts'
import type { OperationKind, OperationState } from '#lib/operations/state.ts'
import type { GateReason } from './gate.ts'
import type { LifecycleRefusal } from './lifecycle.ts'
import type { CertificateItem, LiveReadingFailure } from './schema.ts'

/** A certificate that would be affected, or would go on working. */
export type Neighbour = Pick<CertificateItem, 'identifier' | 'commonName' | 'serialNumber' | 'status' | 'notAfter'>
export type Neighbours = { total: number; items: Neighbour[] }

/** A certificate before or after another of its name and type, by when their validities begin. */
export type Successor = Neighbour & Pick<CertificateItem, 'notBefore'>
type SuccessionSide = { items: Successor[]; hasMore: boolean }
/** Nearest first on both sides. Whether one took the place of the other at a server, nobody here knows. */
export type Succession = { later: SuccessionSide; earlier: SuccessionSide }

/** What a dangerous dialog shows before anything is typed: read live, so that it is the certificate as it is now. */
export type WritePreview = {
  kind: OperationKind
  certificate: CertificateItem
  vendorStatus: 'ISSUE' | 'REVOKE' | 'PENDING'
  /** Whom people here have written down for it, to be told; empty where nobody has. */
  owner: string
  /** When the vendor last gave this state; null when it has not been read live. */
  readAt: string | null
  /** Why there is no live reading. While it is set, nothing can be confirmed. */
  readingFailure: LiveReadingFailure | null
  /** Why this write cannot be tried at all. */
  refusal: LifecycleRefusal | null
  /** The operation under way on it: confirming joins it. */
  open: { id: string; kind: OperationKind; state: OperationState } | null
  /** Names what was shown; confirming sends it back, and the server compares. */
  shown: string
  gate: GateReason[]
  isExpired: boolean
  /** When a deletion that is scheduled now is carried out; null where there is nothing to wait for. */
  dueAt: string | null
  /** The deletion that is scheduled already: scheduling joins it. */
  scheduled: { id: string; dueAt: string | null; requestedBy: string } | null
  /** Other valid certificates with its name and type. */
  sameName: Neighbours
  /** Other certificates with its public key, revoked ones among them. */
  sameKey: Neighbours
  /** Null where unknown. */
  caPublishesCrl: boolean | null
  pointsToCrl: boolean | null
  /** What was found where its CA publishes the CRL; null where nobody has looked. */
  crlHealth: CrlHealthState | null
}
