import 'server-only'
import type { Authority } from './authority.ts'

/** CRLReason of RFC 5280 5.3.1 (code 7 is unused). */
export const crlReasonCodes = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  removeFromCRL: 8,
  privilegeWithdrawn: 9,
  aACompromise: 10,
} as const
export type CrlReason = keyof typeof crlReasonCodes

/** revokedAt is epoch milliseconds; 'unspecified' is written as no reason at all (RFC 5280 5.3.1). */
export type CrlEntry = { readonly serialNumber: string; readonly revokedAt: number; readonly reason?: CrlReason }

export type CrlRequest = {
  readonly number: number
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly entries: readonly CrlEntry[]
}

export type IssuedCrl = { readonly der: Uint8Array; readonly pem: string }

/** A full version 2 CRL. */
export function issueCrl(_authority: Authority, _request: CrlRequest): IssuedCrl {
  throw new Error('not yet')
}
