import { issueLeaf } from '#lib/pki/issue.ts'
import { toPem } from '#lib/pki/pem.ts'
import type { CertificateRecord, StoredCertificate } from '../store/certificate-row.ts'
import type { Store } from '../store/open-store.ts'
import type { Issuer, Issuers } from './issuers.ts'
import { pointersFor } from './pointers.ts'
import type { SeedKeys } from './seed-keys.ts'

export type SignedCertificate = { readonly der: Uint8Array; readonly pem: string }

export type Signing = {
  readonly store: Store
  readonly issuers: Issuers
  readonly seedKeys: SeedKeys
  readonly baseUrl: string
}

/**
 * The bytes of a certificate; signs them at the first reading and keeps them in the caller's transaction, so that a
 * certificate is never signed twice. A row that came without a public key gets one here.
 */
export function signedCertificate(signing: Signing, certificate: StoredCertificate): SignedCertificate {
  const bytes = signing.store.certificates.bytes(certificate.id)
  if (bytes?.der) return { der: bytes.der, pem: toPem('CERTIFICATE', bytes.der) }
  const spki = bytes?.spki ?? signing.seedKeys.next(certificate.algorithm)
  const issuer = signing.issuers.byId(certificate.authorityId)
  const signed = sign(issuer, certificate, spki, signing.baseUrl)
  signing.store.certificates.storeBytes(certificate.id, { spki: null, der: signed.der })
  return signed
}

/** Signs what the record says; CRL distribution point and AIA only where EnableCrl is 1. */
function sign(issuer: Issuer, record: CertificateRecord, spkiDer: Uint8Array, baseUrl: string): SignedCertificate {
  return issueLeaf(issuer.authority, {
    subject: subjectOf(record),
    spkiDer,
    subjectAlternativeNames: record.sans,
    extendedKeyUsages: record.type === 'CLIENT' ? ['clientAuth'] : ['serverAuth'],
    serialNumber: record.serialNumber,
    notBefore: record.notBefore,
    notAfter: record.notAfter,
    ...(record.enableCrl ? { pointers: pointersFor(baseUrl, issuer.row.identifier) } : {}),
  })
}

/** The subject as lib/pki wants it: a part that is missing is left out. */
export function subjectOf(record: CertificateRecord): { commonName: string } & Record<string, string> {
  const parts = {
    country: record.country,
    organization: record.organization,
    organizationUnit: record.organizationUnit,
    locality: record.locality,
    state: record.state,
  }
  const present = Object.entries(parts).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
  return { ...Object.fromEntries(present), commonName: record.commonName }
}
