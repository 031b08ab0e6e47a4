import 'server-only'
import type { KeyObject } from 'node:crypto'
import type { DistinguishedName } from './distinguished-name.ts'
import type { KeyPair } from './key.ts'

/** Where relying parties find out more; written into the certificates that carry it. */
export type IssuerPointers = {
  readonly crlUrl?: string
  readonly caIssuersUrl?: string
  readonly ocspUrl?: string
}

/** A CA ready to sign. Store certificateDer and privateKeyDer and give them to loadAuthority later. */
export type Authority = {
  readonly certificateDer: Uint8Array
  readonly certificatePem: string
  readonly privateKeyDer: Uint8Array
  readonly subject: DistinguishedName
  readonly serialNumber: string
  readonly subjectDer: Uint8Array
  readonly spkiDer: Uint8Array
  readonly keyIdentifier: Uint8Array
  readonly algorithm: 'RSA' | 'ECC'
  readonly privateKey: KeyObject
}

/** Times are epoch milliseconds, cut to whole seconds; the serial number is hex from newSerialNumber. */
export type AuthorityRequest = {
  readonly subject: DistinguishedName
  readonly keyPair: KeyPair
  readonly serialNumber: string
  readonly notBefore: number
  readonly notAfter: number
}

export function createRootAuthority(_request: AuthorityRequest): Authority {
  throw new Error('not yet')
}

/** A CA below `parent` with pathLenConstraint 0; `pointers` name the parent's CRL and certificate. */
export function createIssuingAuthority(
  _parent: Authority,
  _request: AuthorityRequest & { readonly pointers?: IssuerPointers },
): Authority {
  throw new Error('not yet')
}

/** The same CA again from what was stored. Throws when the key does not belong to the certificate. */
export function loadAuthority(_stored: {
  readonly certificateDer: Uint8Array
  readonly privateKeyDer: Uint8Array
}): Authority {
  throw new Error('not yet')
}
