import type { CrlMark, Publication } from '#lib/evidence/publication.ts'
import type { WriteReceipt } from './receipt.ts'
import type { OperationKind, OperationState, SettledBy, StateFilter } from './state.ts'

/** One remote write as GET `/api/operations/<id>` gives it. Times are RFC 3339 UTC. */
export type Operation = {
  id: string
  kind: OperationKind
  identifier: string
  state: OperationState
  causeProven: boolean
  requestId: string | null
  cloudCode: string | null
  reason: string
  ticket: string
  comment: string
  requestedBy: string
  joinedBy: string[]
  requestedAt: string
  /** Of one that was scheduled: when it is carried out. Null for what was carried out at once. */
  dueAt: string | null
  /** Past it nothing of this call is sent; of a scheduled one the earliest that it can be. */
  deadlineAt: string
  settledAt: string | null
  settledBy: SettledBy | null
  /** When somebody took note that a scheduled one had come to nothing. */
  attendedAt: string | null
}

/** Everything the receipt shows beyond the public fields. */
export type OperationDetail = Operation & {
  /** When this was looked up, by the server's clock. */
  answeredAt: string
  httpStatus: number | null
  cloudMessage: string | null
  recommend: string | null
  /** Why it is not sent, unknown or not done: a word of our own vocabulary. */
  cause: string | null
  /** Who settled it by hand, or cancelled it. */
  settledByPerson: string | null
  /** Who took note that it had come to nothing. */
  attendedBy: string | null
  settledComment: string | null
  joins: { by: string; at: string; reason: string; ticket: string; comment: string }[]
  /** The certificate as it was read before the call. */
  certificate: OperationTarget
  /** Null while no call has been prepared. */
  exchange: OperationExchange | null
  /**
   * What reading back has shown, oldest first: of very many the first and the last ones. Before there is a call, the
   * tries to carry out a scheduled one, each with what kept it.
   */
  readings: { at: string; found: string; failure: string | null }[]
  /** How many there were in all. */
  readingsMade: number
  /** When the next read-back is due, while it is open; of a scheduled one when it is tried, or tried again. */
  nextReadAt: string | null
  /** After acceptance: since when the vendor reports it revoked. */
  vendorRevokeTime: string | null
  vendorStatusReadAt: string | null
  /** Whether its effect has been seen where relying parties look; null before it is accepted. */
  publication: Publication | null
  nonce: string
  acsDate: string
  /** Masked for whoever may not read the audit. */
  accessKeyId: string
  auditSequences: number[]
  /** The vendor's answer while it stands in this process alone, because the store would not take it. */
  unstored: WriteReceipt | null
}

export type OperationTarget = {
  identifier: string
  serialNumber: string
  commonName: string
  subject: string
  type: 'client' | 'server'
  caIdentifier: string
  caName: string | null
  notAfter: string | null
  vendorStatus: string
  readAt: string | null
  /** Whether the CA publishes a CRL, and whether the certificate points to one. Null where unknown. */
  caHasCrl: boolean | null
  pointsToCrl: boolean | null
}

export type OperationExchange = {
  request: { method: string; url: string; headers: Record<string, string> }
  answer: { httpStatus: number | null; headers: Record<string, string>; body: string; truncated: boolean } | null
  startedAt: string
  endedAt: string
}

/** A row of `/operations` and of the overview. */
export type OperationSummary = Operation & {
  commonName: string
  serialNumber: string
  cause: string | null
  nextReadAt: string | null
  /** The CRL in which a revocation has been seen. */
  crlEvidence: CrlMark | null
}

/** What GET `/api/operations` can be asked for; several values of one field are alternatives. */
export type OperationFilter = {
  /** RequestId, Identifier, serial, common name or ticket, or a part of one. */
  q?: string
  kind?: OperationKind[]
  state?: StateFilter[]
  requestedBy?: string
  /** RFC 3339. */
  from?: string
  to?: string
  sort?: OperationSort
  cursor?: string
  limit?: number
}

/**
 * Newest first; `urgency`: what waits for a person before what is read back, before what is under way, before what is
 * scheduled, of which the next one comes first.
 */
export const operationSorts = ['requested_at', 'urgency'] as const
export type OperationSort = (typeof operationSorts)[number]

export type OperationPage = {
  /** When this was looked up, by the server's clock. */
  answeredAt: string
  items: OperationSummary[]
  /** Of all pages, counted up to 10,000. */
  total: number
  totalIsLowerBound: boolean
  nextCursor: string | null
  previousCursor: string | null
}
