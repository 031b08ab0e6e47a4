import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { OcspQuestion } from './build-request.ts'
import type { OcspReading, OcspRefusal } from './reading.ts'

/**
 * Reads and verifies an OCSP answer (RFC 6960, 4.2) from a responder that nobody trusts. `now` is epoch ms. Never throws
 * for what the bytes or the PEMs hold.
 */
export function readOcspAnswer(
  bytes: Uint8Array,
  question: OcspQuestion & { readonly now: number },
): Result<OcspReading, OcspRefusal> {
  throw new Error(`not written yet: ${String(bytes.length)} ${question.issuer}`)
}
