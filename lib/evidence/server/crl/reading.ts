import 'server-only'
import type { RevocationReason } from '../revocation-reason.ts'

/** One certificate in a CRL. `reason` is null where the CRL names none (RFC 5280, 5.3.1: the same as unspecified). */
export type CrlEntry = { readonly revokedAt: number; readonly reason: RevocationReason | null }

/** What identifies a CRL. All times are epoch milliseconds. */
export type CrlHead = {
  /** Of the DER, also where the CRL came as PEM: the same CRL has one hash. Lower-case hex. */
  readonly sha256: string
  /** Length of the DER. */
  readonly bytes: number
  /** CRLNumber in decimal (RFC 5280, 5.2.3); up to 20 bytes, so it may exceed what a number holds. */
  readonly number: string | null
  readonly thisUpdate: number
  readonly nextUpdate: number
  /** How many certificates it lists. */
  readonly entries: number
  /** `sha256WithRSAEncryption`, `rsassaPss-sha256`, `ecdsa-with-SHA256` and so on. */
  readonly signatureAlgorithm: string
}

export type CrlReading = CrlHead & {
  /** The very bytes that were verified: those that were handed in, or what their PEM holds. */
  readonly der: Buffer
  /** Those of the serials asked about that are listed, spelled as they were asked. */
  readonly found: ReadonlyMap<string, CrlEntry>
}

export type CrlRefusalCode =
  /** No CRL in DER, or one that RFC 5280 forbids. */
  | 'malformed'
  | 'truncated'
  | 'too_large'
  /** Reading took longer than any CRL of the allowed size may take. */
  | 'took_too_long'
  /** The certificate of the CA cannot be read, or may not sign CRLs: nothing could be verified with it. */
  | 'unusable_issuer'
  | 'wrong_issuer'
  | 'bad_signature'
  /** An algorithm that is not checked here (SM2), or one that is no longer believed (SHA-1, MD5). */
  | 'unsupported_signature'
  | 'unsupported_critical_extension'
  /** Only part of what the CA has revoked: a delta, an indirect or a partitioned CRL. */
  | 'delta_or_partial'
  | 'no_next_update'
  | 'not_yet_valid'
  | 'stale'

export type CrlRefusal = {
  readonly code: CrlRefusalCode
  /** One English sentence for logs and details; it holds nothing that the server chose, but numbers. */
  readonly detail: string
  /** What was read and verified all the same: of a CRL that is genuine but stale or not yet valid. */
  readonly head: CrlHead | null
}
