import 'server-only'
import { createHash } from 'node:crypto'
import { Certificate } from 'pkijs'
import { serialNumberText, spkiDerOf } from './decode.ts'
import { decodeDistinguishedName, distinguishedNameText, type DistinguishedName } from './distinguished-name.ts'
import { publicKeyFacts, type PublicKeyFacts } from './key.ts'
import { extensionOids, signatureOids } from './object-identifiers.ts'
import { decodeSubjectAlternativeNames, type SubjectAlternativeName } from './subject-alternative-name.ts'

/** Hex is lower case without separators; times are epoch milliseconds; the texts are those of the CAS API. */
export type CertificateFacts = {
  readonly serialNumber: string
  readonly sha256: string
  readonly md5: string
  readonly spkiSha256: string
  readonly subject: Partial<DistinguishedName>
  readonly subjectText: string
  readonly issuerText: string
  readonly notBefore: number
  readonly notAfter: number
  readonly publicKey: PublicKeyFacts
  readonly signatureAlgorithm: 'SHA256WITHRSA' | 'SHA256WITHECDSA'
  readonly subjectAlternativeNames: readonly SubjectAlternativeName[]
}

/** What the CAS API tells of a certificate of this room. Throws on one that was not made here. */
export function readCertificate(der: Uint8Array): CertificateFacts {
  const certificate = Certificate.fromBER(new Uint8Array(der))
  const subject = decodeDistinguishedName(certificate.subject)
  const spkiDer = spkiDerOf(certificate.subjectPublicKeyInfo)
  const publicKey = publicKeyFacts(spkiDer)
  const subjectAlternativeNames = namesOf(certificate)
  if (publicKey === null || subjectAlternativeNames === null) throw new TypeError('this certificate was not made here')
  return {
    serialNumber: serialNumberText(certificate.serialNumber),
    sha256: digest('sha256', der),
    md5: digest('md5', der),
    spkiSha256: digest('sha256', spkiDer),
    subject,
    subjectText: distinguishedNameText(subject),
    issuerText: distinguishedNameText(decodeDistinguishedName(certificate.issuer)),
    notBefore: certificate.notBefore.value.getTime(),
    notAfter: certificate.notAfter.value.getTime(),
    publicKey,
    signatureAlgorithm: signatureName(certificate.signatureAlgorithm.algorithmId),
    subjectAlternativeNames,
  }
}

function namesOf(certificate: Certificate): readonly SubjectAlternativeName[] | null {
  const extension = certificate.extensions?.find(({ extnID }) => extnID === extensionOids.subjectAltName)
  return extension === undefined ? [] : decodeSubjectAlternativeNames(extension.extnValue.valueBlock.valueHexView)
}

/** MD5 is only the fingerprint that the CAS API shows beside SHA-256. */
function digest(algorithm: 'md5' | 'sha256', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex')
}

function signatureName(oid: string): CertificateFacts['signatureAlgorithm'] {
  if (oid === signatureOids.RSA) return 'SHA256WITHRSA'
  if (oid === signatureOids.ECC) return 'SHA256WITHECDSA'
  throw new TypeError('this certificate was not made here')
}
