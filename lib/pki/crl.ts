import 'server-only'
import type { Authority } from './authority.ts'
import { enumerated, explicit, integer, integerFromHex, sequence, sequenceOf, time } from './der.ts'
import { authorityKeyIdentifier, crlNumber, extension } from './extension.ts'
import { extensionOids } from './object-identifiers.ts'
import { toPem } from './pem.ts'
import { signatureAlgorithm, signed } from './sign.ts'

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

/** `number` must grow from one CRL of a CA to the next; times are epoch milliseconds, cut to whole seconds. */
export type CrlRequest = {
  readonly number: number
  readonly thisUpdate: number
  readonly nextUpdate: number
  readonly entries: readonly CrlEntry[]
}

export type IssuedCrl = { readonly der: Uint8Array; readonly pem: string }

/** A full version 2 CRL of this CA. */
export function issueCrl(authority: Authority, request: CrlRequest): IssuedCrl {
  const { number, thisUpdate, nextUpdate, entries } = request
  if (!(nextUpdate > thisUpdate)) throw new RangeError('nextUpdate must lie behind thisUpdate')
  const version2 = integer(1)
  const toBeSigned = sequence(
    version2,
    signatureAlgorithm(authority),
    authority.subjectDer,
    time(thisUpdate),
    time(nextUpdate),
    // RFC 5280 5.1.2.6: without revoked certificates the list must be absent, not empty.
    ...(entries.length === 0 ? [] : [sequenceOf(entries.map(revokedCertificate))]),
    explicit(0, sequence(authorityKeyIdentifier(authority.keyIdentifier), crlNumber(number))),
  )
  const der = signed(toBeSigned, authority)
  return { der, pem: toPem('X509 CRL', der) }
}

/** Encoded once, since a long list repeats them; unspecified is not among them. */
const reasonExtensions: ReadonlyMap<string, Uint8Array> = new Map(
  Object.entries(crlReasonCodes)
    .filter(([, code]) => code !== crlReasonCodes.unspecified)
    .map(([reason, code]) => [reason, sequence(extension(extensionOids.reasonCode, false, enumerated(code)))]),
)

function revokedCertificate({ serialNumber, revokedAt, reason = 'unspecified' }: CrlEntry): Uint8Array {
  const stated = reasonExtensions.get(reason)
  return sequence(integerFromHex(serialNumber), time(revokedAt), ...(stated === undefined ? [] : [stated]))
}
