import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { Authority } from './authority.ts'
import type { CrlReason } from './crl.ts'

/** One certificate that a client asks about; `der` is its CertID as it came, to be echoed. */
export type OcspCertId = {
  readonly der: Uint8Array
  readonly serialNumber: string
  readonly hashAlgorithm: string
  readonly issuerNameHash: Uint8Array
  readonly issuerKeyHash: Uint8Array
}

export type OcspRequest = { readonly certIds: readonly OcspCertId[]; readonly nonce: Uint8Array | null }

export type OcspStatus =
  | { readonly status: 'good' }
  | { readonly status: 'revoked'; readonly revokedAt: number; readonly reason?: CrlReason }
  | { readonly status: 'unknown' }

export type OcspAnswer = OcspStatus & { readonly certId: OcspCertId }

export type OcspError = 'malformedRequest' | 'internalError' | 'tryLater' | 'unauthorized'

/** The DER in a GET's path (RFC 6960 A.1): URL-encoded base64, without the leading slash. */
export function ocspRequestFromPath(_encoded: string): Result<Uint8Array, 'malformedRequest'> {
  throw new Error('not yet')
}

export function parseOcspRequest(_der: Uint8Array): Result<OcspRequest, 'malformedRequest'> {
  throw new Error('not yet')
}

/** Whether the certificate that is asked about was issued by this CA. */
export function isIssuedBy(_certId: OcspCertId, _authority: Authority): boolean {
  throw new Error('not yet')
}

/** A successful response signed by the CA itself; times are epoch milliseconds. */
export function issueOcspResponse(
  _authority: Authority,
  _response: {
    readonly answers: readonly OcspAnswer[]
    readonly nonce: Uint8Array | null
    readonly producedAt: number
    readonly nextUpdate: number
  },
): Uint8Array {
  throw new Error('not yet')
}

/** An unsigned error response. */
export function ocspErrorResponse(_error: OcspError): Uint8Array {
  throw new Error('not yet')
}
