import 'server-only'
import type { Authority, IssuerPointers } from './authority.ts'
import type { DistinguishedName } from './distinguished-name.ts'
import type { SubjectAlternativeName } from './subject-alternative-name.ts'

export type ExtendedKeyUsage = 'clientAuth' | 'serverAuth'

/** Times are epoch milliseconds, cut to whole seconds; the serial number is hex from newSerialNumber. */
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

/** Signs an end-entity certificate, synchronously (a millisecond or two): usable inside a store's transaction. */
export function issueLeaf(_authority: Authority, _request: LeafRequest): IssuedCertificate {
  throw new Error('not yet')
}
