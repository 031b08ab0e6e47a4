import 'server-only'
import type { RevocationReason } from '../revocation-reason.ts'

/** What an OCSP responder says of one certificate. All times are epoch milliseconds. */
export type OcspReading = {
  /** `unknown` also where a responder calls a certificate revoked because it does not know it (RFC 6960, 2.2). */
  readonly status: 'good' | 'revoked' | 'unknown'
  /** Null unless revoked. */
  readonly revokedAt: number | null
  readonly reason: RevocationReason | null
  readonly thisUpdate: number
  /** Null: newer information is always to be had. */
  readonly nextUpdate: number | null
  readonly producedAt: number
  /** Of the whole answer, lower-case hex. */
  readonly sha256: string
  /** False: the answer may be an older one that somebody repeats, within its times. */
  readonly isNonceEchoed: boolean
  readonly signatureAlgorithm: string
  /**
   * Who signed: null is the CA itself. A delegate's certificate was issued by the CA for that purpose and is in its
   * validity; whether it was revoked is for the CA's CRL to say, unless `isExempt` (id-pkix-ocsp-nocheck).
   */
  readonly delegate: { readonly serialNumber: string; readonly isExempt: boolean } | null
}

export type OcspRefusalCode =
  | 'malformed'
  | 'too_large'
  /** The responder answered with an error of its own: malformedRequest, internalError, tryLater, sigRequired, unauthorized. */
  | 'responder_error'
  /** The certificate or its CA's cannot be read: nothing can be asked or verified. */
  | 'unusable_certificate'
  /** It speaks of other certificates. */
  | 'other_certificate'
  /** Signed neither by the CA nor by somebody whom it has entitled to. */
  | 'wrong_responder'
  | 'bad_signature'
  | 'unsupported_signature'
  | 'unsupported_critical_extension'
  /** The answer to somebody else's question. */
  | 'wrong_nonce'
  | 'not_yet_valid'
  | 'stale'

export type OcspRefusal = {
  readonly code: OcspRefusalCode
  /** One English sentence for logs and details; it holds nothing that the server chose, but numbers. */
  readonly detail: string
}
