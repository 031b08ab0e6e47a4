import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { OcspRefusal } from './reading.ts'

/** Two certificates in PEM, and 16 to 32 random bytes (RFC 9654, 2.1), or null to ask without a nonce. */
export type OcspQuestion = {
  readonly certificate: string
  readonly issuer: string
  readonly nonce: Uint8Array | null
}

/** The DER of a request about one certificate (RFC 6960, 4.1). */
export function buildOcspRequest(question: OcspQuestion): Result<Buffer, OcspRefusal> {
  throw new Error(`not written yet: ${question.issuer}`)
}
