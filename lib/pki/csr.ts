import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { DistinguishedName } from './distinguished-name.ts'
import type { KeyPair, PublicKeyFacts } from './key.ts'
import type { SubjectAlternativeName } from './subject-alternative-name.ts'

/** What a PKCS#10 asks for; its signature has been verified. */
export type CertificateSigningRequest = {
  readonly subject: Partial<DistinguishedName>
  readonly spkiDer: Uint8Array
  readonly publicKey: PublicKeyFacts
  readonly subjectAlternativeNames: readonly SubjectAlternativeName[]
}

export type CsrFault = {
  readonly code: 'not_pem' | 'malformed' | 'unsupported_key' | 'unsupported_name' | 'bad_signature'
  readonly detail: string
}

export function parseCsr(_pem: string): Result<CertificateSigningRequest, CsrFault> {
  throw new Error('not yet')
}

/** PEM of a PKCS#10 signed by the pair. */
export function createCsr(_request: {
  readonly subject: DistinguishedName
  readonly keyPair: KeyPair
  readonly subjectAlternativeNames?: readonly SubjectAlternativeName[]
}): string {
  throw new Error('not yet')
}
