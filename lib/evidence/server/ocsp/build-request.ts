import 'server-only'
import { createHash } from 'node:crypto'
import { err, ok, type Result } from '#lib/core/result.ts'
import { der } from '../der/der-cursor.ts'
import { Refused } from '../refused.ts'
import { readPair } from './certificate-id.ts'
import type { OcspRefusal, OcspRefusalCode } from './reading.ts'

/** Two certificates in PEM, and 1 to 100 random bytes (RFC 9654, 2.1 wants 32), or null to ask without a nonce. */
export type OcspQuestion = {
  readonly certificate: string
  readonly issuer: string
  readonly nonce: Uint8Array | null
}

// sha1 (1.3.14.3.2.26) with NULL. It only says which certificate is meant, and is the one that every responder knows
// (RFC 5019, 2.1.1); what is answered is signed.
const sha1 = element(der.sequence, Buffer.from('06052b0e03021a', 'hex'), Buffer.from('0500', 'hex'))
/** id-pkix-ocsp-nonce. */
const nonceOid = Buffer.from('06092b0601050507300102', 'hex')

/** The DER of a request about one certificate (RFC 6960, 4.1). */
export function buildOcspRequest(question: OcspQuestion): Result<Buffer, OcspRefusal> {
  try {
    const { certificate, issuer } = readPair(question)
    const certId = element(
      der.sequence,
      sha1,
      element(der.octetString, createHash('sha1').update(issuer.subject).digest()),
      element(der.octetString, createHash('sha1').update(issuer.publicKeyBits).digest()),
      element(der.integer, certificate.serialNumber),
    )
    const requests = element(der.sequence, element(der.sequence, certId))
    const extensions = question.nonce === null ? [] : [element(der.context(2), nonceExtensions(question.nonce))]
    return ok(element(der.sequence, element(der.sequence, requests, ...extensions)))
  } catch (cause) {
    if (cause instanceof Refused) return err({ code: cause.code as OcspRefusalCode, detail: cause.message })
    throw cause
  }
}

function nonceExtensions(nonce: Uint8Array): Buffer {
  const value = element(der.octetString, nonceValue(nonce))
  return element(der.sequence, element(der.sequence, nonceOid, value))
}

/** What the extension holds, and what an answer has to repeat. */
export function nonceValue(nonce: Uint8Array): Buffer {
  return element(der.octetString, nonce)
}

/** Requests are short: lengths of up to 65,535 are enough. */
function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, Math.floor(length / 256), length % 256]
  return Buffer.concat([Buffer.from([tag, ...head]), content])
}
