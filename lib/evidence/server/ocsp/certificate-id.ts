import 'server-only'
import { createHash } from 'node:crypto'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, type DerCursor } from '../der/der-cursor.ts'
import { certificateDer } from '../der/pem.ts'
import { contentOf, readX509, type X509 } from '../der/x509.ts'
import { Refused } from '../refused.ts'
import type { OcspRefusalCode } from './reading.ts'

/** The certificate that is asked about and the CA that issued it. */
export type AskedPair = { readonly certificate: X509; readonly issuer: X509 }

/** Throws Refused where one of the two cannot be read, or is not the other's issuer. */
export function readPair({ certificate, issuer }: { certificate: string; issuer: string }): AskedPair {
  const pair = { certificate: readOrNull(certificate), issuer: readOrNull(issuer) }
  if (pair.certificate === null || pair.issuer === null) {
    throw new Refused<OcspRefusalCode>('unusable_certificate', 'the certificate or that of its CA cannot be read')
  }
  if (!pair.certificate.issuer.equals(pair.issuer.subject)) {
    throw new Refused<OcspRefusalCode>('unusable_certificate', 'the certificate was not issued by this CA')
  }
  return { certificate: pair.certificate, issuer: pair.issuer }
}

function readOrNull(pem: string): X509 | null {
  try {
    return readX509(certificateDer(pem) ?? Buffer.alloc(0))
  } catch (cause) {
    if (cause instanceof DerError) return null
    throw cause
  }
}

const hashes: Readonly<Record<string, string>> = {
  '1.3.14.3.2.26': 'sha1',
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
}

/** Reads a CertID (RFC 6960, 4.1.1) and tells whether it means this certificate. Throws DerError. */
export function isAbout(fields: DerCursor, { certificate, issuer }: AskedPair): boolean {
  const algorithm = fields.enter(der.sequence)
  const hash = hashes[algorithm.objectIdentifier()]
  if (algorithm.nextIs(der.null)) algorithm.enter(der.null).finish()
  algorithm.finish()
  const [name, key] = [fields.content(der.octetString), fields.content(der.octetString)]
  const serialNumber = contentOf(fields.integer())
  fields.finish()
  if (hash === undefined || !serialNumber.equals(certificate.serialNumber)) return false
  const isHashOf = (digest: Buffer, bytes: Buffer): boolean => createHash(hash).update(bytes).digest().equals(digest)
  return isHashOf(name, issuer.subject) && isHashOf(key, issuer.publicKeyBits)
}
