import 'server-only'
import type { DistinguishedName } from './distinguished-name.ts'
import type { PublicKeyFacts } from './key.ts'
import type { SubjectAlternativeName } from './subject-alternative-name.ts'

/** Hex is lower case without separators; times are epoch milliseconds. */
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

export function readCertificate(_der: Uint8Array): CertificateFacts {
  throw new Error('not yet')
}
