import 'server-only'
import type { Authority, IssuerPointers } from './authority.ts'
import { encodeDistinguishedName, type DistinguishedName } from './distinguished-name.ts'
import {
  authorityKeyIdentifier,
  extendedKeyUsage,
  issuerPointers,
  keyUsage,
  leafConstraints,
  subjectAltName,
  subjectKeyIdentifier,
} from './extension.ts'
import { keyIdentifierOf, publicKeyFacts } from './key.ts'
import { toPem } from './pem.ts'
import { signed } from './sign.ts'
import type { SubjectAlternativeName } from './subject-alternative-name.ts'
import { tbsCertificate } from './tbs-certificate.ts'

type ExtendedKeyUsage = 'clientAuth' | 'serverAuth'

/**
 * Times are epoch milliseconds, cut to whole seconds; the serial number is hex from newSerialNumber. `pointers` are
 * those of the issuing CA; leave them out for a certificate that must not point to a CRL.
 */
export type LeafRequest = {
  readonly subject: DistinguishedName
  readonly spkiDer: Uint8Array
  readonly subjectAlternativeNames: readonly SubjectAlternativeName[]
  readonly extendedKeyUsages: readonly ExtendedKeyUsage[]
  readonly serialNumber: string
  readonly notBefore: number
  readonly notAfter: number
  readonly pointers?: IssuerPointers
}

export type IssuedCertificate = { readonly der: Uint8Array; readonly pem: string }

/**
 * Signs an end-entity certificate, synchronously (well under a millisecond with an EC CA), so that it can happen inside
 * a store's transaction. Throws on what the caller should have refused: an unfit name, key, serial or validity.
 */
export function issueLeaf(authority: Authority, request: LeafRequest): IssuedCertificate {
  const { subjectAlternativeNames: names, extendedKeyUsages } = request
  const toBeSigned = tbsCertificate(authority.algorithm, {
    serialNumber: request.serialNumber,
    issuerDer: authority.subjectDer,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    subjectDer: encodeDistinguishedName(request.subject),
    spkiDer: request.spkiDer,
    extensions: [
      leafConstraints(),
      leafKeyUsage(request.spkiDer),
      ...(extendedKeyUsages.length === 0 ? [] : [extendedKeyUsage(extendedKeyUsages)]),
      subjectKeyIdentifier(keyIdentifierOf(request.spkiDer)),
      authorityKeyIdentifier(authority.keyIdentifier),
      ...(names.length === 0 ? [] : [subjectAltName(names)]),
      ...issuerPointers(request.pointers ?? {}),
    ],
  })
  const der = signed(toBeSigned, authority)
  return { der, pem: toPem('CERTIFICATE', der) }
}

/** Only RSA keys encipher keys; an EC key with keyEncipherment is against RFC 8813 3. */
function leafKeyUsage(spkiDer: Uint8Array): Uint8Array {
  const facts = publicKeyFacts(spkiDer)
  if (facts === null) throw new TypeError('the public key is of a kind that is not certified here')
  return facts.algorithm === 'RSA' ? keyUsage('digitalSignature', 'keyEncipherment') : keyUsage('digitalSignature')
}
