import type { IssuerPointers } from '#lib/pki/authority.ts'

/** Where the emulator serves what a certificate issued by this CA points to. */
export function pointersFor(baseUrl: string, issuerIdentifier: string): IssuerPointers & { crlUrl: string } {
  return {
    crlUrl: `${baseUrl}/crl/${issuerIdentifier}.crl`,
    caIssuersUrl: `${baseUrl}/ca/${issuerIdentifier}.cer`,
    ocspUrl: `${baseUrl}/ocsp`,
  }
}
