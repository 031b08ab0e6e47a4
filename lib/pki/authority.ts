import 'server-only'
import { X509Certificate } from 'node:crypto'
import { Certificate } from 'pkijs'
import { decodeDistinguishedName, encodeDistinguishedName, type DistinguishedName } from './distinguished-name.ts'
import { authorityKeyIdentifier, caConstraints, issuerPointers, keyUsage, subjectKeyIdentifier } from './extension.ts'
import { keyIdentifierOf, type KeyPair } from './key.ts'
import { toPem } from './pem.ts'
import { signed, signerOf, type Signer } from './sign.ts'
import { tbsCertificate } from './tbs-certificate.ts'

/**
 * The room of a certificate authority: keys, certificates, CRLs and OCSP answers as RFC 5280 and RFC 6960 have them,
 * for the emulator alone. It keeps nothing, reads no clock and no file, and opens no connection: times, serial numbers
 * and what is revoked are handed in, DER is handed out. The console must not import it, since what checks evidence has
 * to be a second implementation. Its keys lie open in memory; it is no place for a CA that anybody relies on.
 */

/** Where relying parties find out more about the issuer; written into the certificates that carry it. */
export type IssuerPointers = {
  readonly crlUrl?: string
  readonly caIssuersUrl?: string
  readonly ocspUrl?: string
}

/** A CA ready to sign. Store certificateDer and privateKeyDer (PKCS#8) and give them to loadAuthority later. */
export type Authority = Signer & {
  readonly certificateDer: Uint8Array
  readonly certificatePem: string
  readonly privateKeyDer: Uint8Array
  readonly subject: DistinguishedName
  readonly subjectDer: Uint8Array
  readonly serialNumber: string
  readonly spkiDer: Uint8Array
  readonly keyIdentifier: Uint8Array
}

/** Times are epoch milliseconds, cut to whole seconds; the serial number is hex from newSerialNumber. */
export type AuthorityRequest = {
  readonly subject: DistinguishedName
  readonly keyPair: KeyPair
  readonly serialNumber: string
  readonly notBefore: number
  readonly notAfter: number
}

/** A self-signed CA. It names no pointers, since nobody can revoke it. */
export function createRootAuthority(request: AuthorityRequest): Authority {
  const issuerDer = encodeDistinguishedName(request.subject)
  const signer = signerOf(request.keyPair.privateKeyDer)
  return certifyAuthority(signer, request, issuerDer, [caConstraints(null)])
}

/** A CA below `parent` that may issue no further CAs; `pointers` name the parent's CRL, certificate and responder. */
export function createIssuingAuthority(
  parent: Authority,
  request: AuthorityRequest & { readonly pointers?: IssuerPointers },
): Authority {
  return certifyAuthority(parent, request, parent.subjectDer, [
    caConstraints(0),
    authorityKeyIdentifier(parent.keyIdentifier),
    ...issuerPointers(request.pointers ?? {}),
  ])
}

function certifyAuthority(
  signer: Signer,
  request: AuthorityRequest,
  issuerDer: Uint8Array,
  extensions: readonly Uint8Array[],
): Authority {
  const { spkiDer, privateKeyDer } = request.keyPair
  const toBeSigned = tbsCertificate(signer.algorithm, {
    serialNumber: request.serialNumber,
    issuerDer,
    notBefore: request.notBefore,
    notAfter: request.notAfter,
    subjectDer: encodeDistinguishedName(request.subject),
    spkiDer,
    extensions: [
      ...extensions,
      // digitalSignature because the CA signs its OCSP answers itself.
      keyUsage('digitalSignature', 'keyCertSign', 'cRLSign'),
      // -x509_strict wants it on the root, too.
      subjectKeyIdentifier(keyIdentifierOf(spkiDer)),
    ],
  })
  return loadAuthority({ certificateDer: signed(toBeSigned, signer), privateKeyDer })
}

/** The same CA again from what was stored. Throws when the key does not belong to the certificate. */
export function loadAuthority(stored: {
  readonly certificateDer: Uint8Array
  readonly privateKeyDer: Uint8Array
}): Authority {
  const { certificateDer, privateKeyDer } = stored
  const signer = signerOf(privateKeyDer)
  const x509 = new X509Certificate(certificateDer)
  if (!x509.checkPrivateKey(signer.privateKey)) throw new TypeError('the key does not belong to the certificate')
  const certificate = Certificate.fromBER(new Uint8Array(certificateDer))
  const { commonName, ...rest } = decodeDistinguishedName(certificate.subject)
  if (commonName === undefined) throw new TypeError('the CA has no common name')
  const subject = { ...rest, commonName }
  const spkiDer = x509.publicKey.export({ format: 'der', type: 'spki' })
  return {
    ...signer,
    certificateDer,
    certificatePem: toPem('CERTIFICATE', certificateDer),
    privateKeyDer,
    subject,
    // The very bytes of the certificate, so that issuer and subject match whoever encoded them.
    subjectDer: new Uint8Array(certificate.subject.valueBeforeDecode),
    serialNumber: x509.serialNumber.toLowerCase(),
    spkiDer,
    keyIdentifier: keyIdentifierOf(spkiDer),
  }
}
