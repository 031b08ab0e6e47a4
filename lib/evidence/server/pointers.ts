import 'server-only'

/** Why what a certificate points to cannot be used. */
export type PointerFault =
  /** Neither http nor https (ldap, ftp, file), or a URL that cannot be read. */
  | 'scheme'
  /** A name that is no URI. */
  | 'not_a_uri'
  /** A CRL of another issuer, or one for some reasons only. */
  | 'indirect_or_partial'
  /** More than anybody needs; what is left out. */
  | 'too_many'
  /** The extension or the certificate cannot be read; `value` names it. */
  | 'unreadable'

/** Absolute http and https URLs in the certificate's order, without repetition. They are hostile text. */
export type Pointers = {
  readonly crl: readonly string[]
  readonly ocsp: readonly string[]
  readonly caIssuers: readonly string[]
  readonly unusable: readonly { readonly value: string; readonly fault: PointerFault }[]
}

/**
 * Where a certificate says that its revocation can be looked up: cRLDistributionPoints (RFC 5280, 4.2.1.13) and
 * authorityInfoAccess (4.2.2.1). Never throws; what is no certificate has no pointers and one `unreadable`.
 */
export function pointersOf(pem: string): Pointers {
  throw new Error(`not written yet: ${pem}`)
}
