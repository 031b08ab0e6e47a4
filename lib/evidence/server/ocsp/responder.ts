import 'server-only'
import { createHash } from 'node:crypto'
import { DerError } from '#lib/certificates/server/der.ts'
import { CLOCK_SKEW_MS } from '../clock-skew.ts'
import { verifySignature } from '../der/verify-signature.ts'
import { extensionOf, keyUsageOf, purposesOf, readX509, type X509 } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import type { BasicResponse } from './basic-response.ts'
import type { OcspReading, OcspRefusalCode } from './reading.ts'

export type Responder = Pick<OcspReading, 'signatureAlgorithm' | 'delegate'>

/**
 * Verifies who signed (RFC 6960, 4.2.2.2): the CA itself, or somebody whom the same key of the CA has certified as a
 * responder. A responder that is merely trusted locally is none here. Throws Refused and DerError.
 */
export function verifyResponder(response: BasicResponse, issuer: X509, now: number): Responder {
  if (isMeant(response, issuer)) return { signatureAlgorithm: signatureOf(response, issuer), delegate: null }
  const delegate = response.certificates.map(readOrNull).find((found) => found !== null && isMeant(response, found))
  if (!delegate) refuse('it is signed by somebody whose certificate did not come along')
  refuseUnentitled(delegate, issuer, now)
  const signatureAlgorithm = signatureOf(response, delegate)
  const isExempt = extensionOf(delegate.extensions, NO_CHECK) !== null
  const serialNumber = delegate.serialNumber.toString('hex').replace(/^0+(?=.)/, '')
  return { signatureAlgorithm, delegate: { serialNumber, isExempt } }
}

/** id-pkix-ocsp-nocheck (RFC 6960, 4.2.2.2.1). */
const NO_CHECK = '1.3.6.1.5.5.7.48.1.5'

/** keyUsage, basicConstraints, authorityKeyIdentifier, extKeyUsage and nocheck: those whose meaning is looked at, or nil. */
const understood: readonly string[] = ['2.5.29.15', '2.5.29.19', '2.5.29.35', '2.5.29.37', NO_CHECK]

function isMeant({ responder }: BasicResponse, { subject, publicKeyBits }: X509): boolean {
  if (responder.by === 'name') return responder.value.equals(subject)
  return responder.value.equals(createHash('sha1').update(publicKeyBits).digest())
}

function readOrNull(bytes: Buffer): X509 | null {
  try {
    return readX509(bytes)
  } catch (cause) {
    if (cause instanceof DerError) return null
    throw cause
  }
}

function refuseUnentitled(delegate: X509, issuer: X509, now: number): void {
  if (!delegate.issuer.equals(issuer.subject) || !verifySignature(delegate, issuer.publicKeyInfo).ok) {
    refuse('it is signed by a responder whom this CA has not certified')
  }
  // An anyExtendedKeyUsage does not entitle anybody to speak for the CA.
  if (!purposesOf(delegate).includes('OCSPSigning')) refuse('it is signed with a certificate that is not for OCSP')
  const usage = keyUsageOf(delegate)
  if (usage !== null && !usage.includes('digitalSignature') && !usage.includes('nonRepudiation')) {
    refuse('it is signed with a key that is not for signing')
  }
  if (delegate.extensions.some(({ oid, critical }) => critical && !understood.includes(oid))) {
    refuse("the responder's certificate has a critical extension that is not understood here")
  }
  if (now < delegate.notBefore - CLOCK_SKEW_MS || now > delegate.notAfter + CLOCK_SKEW_MS) {
    refuse("the responder's certificate is not valid now")
  }
}

function signatureOf(response: BasicResponse, { publicKeyInfo }: X509): string {
  const verified = verifySignature(response, publicKeyInfo)
  if (!verified.ok) throw new Refused<OcspRefusalCode>(verified.error.code, verified.error.detail)
  return verified.value
}

function refuse(detail: string): never {
  throw new Refused<OcspRefusalCode>('wrong_responder', detail)
}
