import 'server-only'
import { createHash } from 'node:crypto'
import type { RawExtension } from '#lib/certificates/server/certificate-der.ts'
import { DerError } from '#lib/certificates/server/der.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import { CLOCK_SKEW_MS } from '../clock-skew.ts'
import { extensionOf } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import { readResponse } from './basic-response.ts'
import { nonceValue, type OcspQuestion } from './build-request.ts'
import { readPair } from './certificate-id.ts'
import type { OcspReading, OcspRefusal, OcspRefusalCode } from './reading.ts'
import { verifyResponder } from './responder.ts'
import { findResponse } from './single-response.ts'

/** An answer has a few kilobytes, most of them its responder's certificates. */
export const MAX_OCSP_BYTES = 64 * 1024

const NONCE = '1.3.6.1.5.5.7.48.1.2'
const DAY_MS = 24 * 60 * 60_000

/**
 * Reads and verifies an OCSP answer (RFC 6960, 4.2) from a responder that nobody trusts. `now` is epoch ms. Never throws
 * for what the bytes or the PEMs hold.
 */
export function readOcspAnswer(
  bytes: Uint8Array,
  question: OcspQuestion & { readonly now: number },
): Result<OcspReading, OcspRefusal> {
  try {
    if (bytes.length > MAX_OCSP_BYTES) refuse('too_large', 'it is larger than an answer may be')
    return ok(verifiedReading(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), question))
  } catch (cause) {
    if (cause instanceof Refused) return err({ code: cause.code as OcspRefusalCode, detail: cause.message })
    if (cause instanceof DerError) return err({ code: 'malformed', detail: `it is no OCSP answer (${cause.message})` })
    throw cause
  }
}

function verifiedReading(bytes: Buffer, question: OcspQuestion & { readonly now: number }): OcspReading {
  const pair = readPair(question)
  const response = readResponse(bytes)
  const responder = verifyResponder(response, pair.issuer, question.now)
  const isNonceEchoed = refuseOtherNonce(response.extensions, question.nonce)
  const single = findResponse(response.responses, pair)
  const reading = {
    ...single,
    ...responder,
    producedAt: response.producedAt,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    isNonceEchoed,
  }
  refuseUntimely(reading, question.now)
  return reading
}

/** Whether the nonce came back. Many responders repeat none (RFC 9654, 1); another one than ours is somebody else's. */
function refuseOtherNonce(extensions: readonly RawExtension[], nonce: Uint8Array | null): boolean {
  if (extensions.some(({ oid, critical }) => critical && oid !== NONCE)) {
    refuse('unsupported_critical_extension', 'it has a critical extension that is not understood here')
  }
  const echoed = extensionOf(extensions, NONCE)
  if (echoed === null) return false
  if (nonce === null || !echoed.equals(nonceValue(nonce)))
    refuse('wrong_nonce', 'it answers another question than ours')
  return true
}

function refuseUntimely({ thisUpdate, nextUpdate, producedAt, isNonceEchoed }: OcspReading, now: number): void {
  if (Math.max(thisUpdate, producedAt) > now + CLOCK_SKEW_MS) refuse('not_yet_valid', 'its time lies in the future')
  // Without an end and without our nonce an answer of any age could be repeated for ever.
  const end = nextUpdate ?? (isNonceEchoed ? Infinity : thisUpdate + DAY_MS)
  if (now > end + CLOCK_SKEW_MS) refuse('stale', 'its nextUpdate has passed')
}

function refuse(code: OcspRefusalCode, detail: string): never {
  throw new Refused<OcspRefusalCode>(code, detail)
}
