import 'server-only'
import { createHash, type X509Certificate } from 'node:crypto'
import type { Issuer } from '#lib/authorities/server/find.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { verifySignature } from '#lib/evidence/server/der/verify-signature.ts'
import { readX509, type X509 } from '#lib/evidence/server/der/x509.ts'
import type { ChainLink } from '../schema.ts'
import { bundledCertificates } from './decode.ts'

/**
 * The path from a certificate up to the root: of each CA how it stands, by its dates and what `issuers` (the CAs that
 * the console knows) say, and of each link whether the next has signed it. `now` is epoch ms.
 */
export function chainPath(chain: string, issuers: readonly Issuer[], now: number): ChainLink[] {
  const certificates = bundledCertificates(chain)
  const known = new Map(issuers.map((issuer) => [fingerprintOf(bundledCertificates(issuer.pem)[0]), issuer]))
  return certificates.map((certificate, place) => {
    const sha256 = fingerprintOf(certificate)
    const issuer = known.get(sha256)
    const notAfter = Date.parse(certificate.validTo)
    return {
      ...namesOf(certificate),
      notAfter: rfc3339(notAfter),
      sha256,
      identifier: issuer?.identifier ?? null,
      state: stateOf({ notBefore: Date.parse(certificate.validFrom), notAfter, status: issuer?.vendorStatus }, now),
      signature: signatureOf(certificate, certificates[place + 1]),
    }
  })
}

function namesOf({ subject: text }: X509Certificate): { commonName: string; subject: string } {
  const subject = text.split('\n')
  const commonName = subject.find((line) => line.startsWith('CN='))?.slice(3) ?? subject.at(-1) ?? ''
  return { commonName, subject: subject.join(', ') }
}

function fingerprintOf(certificate: X509Certificate | undefined): string {
  return certificate === undefined ? '' : createHash('sha256').update(certificate.raw).digest('hex')
}

type Standing = { notBefore: number; notAfter: number; status: string | undefined }

function stateOf({ notBefore, notAfter, status }: Standing, now: number): ChainLink['state'] {
  if (status === 'REVOKE') return 'revoked'
  if (notAfter < now) return 'expired'
  if (notBefore > now) return 'not_yet_valid'
  return status === 'ISSUE' ? 'valid' : 'unknown'
}

function signatureOf(certificate: X509Certificate, next: X509Certificate | undefined): ChainLink['signature'] {
  const [signed, above] = [partsOf(certificate), next === undefined ? null : partsOf(next)]
  if (signed === null || (next !== undefined && above === null)) return 'unchecked'
  const isRoot = above === null && signed.issuer.equals(signed.subject)
  if (above === null && !isRoot) return 'unanchored'
  const signer = above ?? signed
  if (!signed.issuer.equals(signer.subject)) return 'mismatch'
  const verified = verifySignature(signed, signer.publicKeyInfo)
  if (verified.ok) return 'verified'
  return verified.error.code === 'bad_signature' ? 'mismatch' : 'unchecked'
}

/** Null for what this stricter reader refuses. */
function partsOf(certificate: X509Certificate): X509 | null {
  try {
    return readX509(certificate.raw)
  } catch {
    return null
  }
}
