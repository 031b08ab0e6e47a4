import { chainOf, type Issuer } from '../authority/issuers.ts'
import { pointersFor } from '../authority/pointers.ts'
import { present } from './certificate-fields.ts'
import type { Body, CallContext } from './define-operation.ts'

const YEAR_MS = 365 * 86_400_000

/** Fields of a CA that the list and the single reading share; dates are epoch ms. */
export function authorityFields({ row, facts, authority, parent }: Issuer): Body {
  return {
    Identifier: row.identifier,
    ...present('ParentIdentifier', parent?.row.identifier ?? null),
    CertificateType: parent === null ? 'ROOT' : 'SUB_ROOT',
    Status: 'ISSUE',
    SubjectDN: facts.subjectText,
    CommonName: authority.subject.commonName,
    ...present('Organization', authority.subject.organization ?? null),
    ...present('OrganizationUnit', authority.subject.organizationUnit ?? null),
    ...present('Locality', authority.subject.locality ?? null),
    ...present('State', authority.subject.state ?? null),
    ...present('CountryCode', authority.subject.country ?? null),
    SerialNumber: facts.serialNumber,
    Algorithm: facts.publicKey.algorithm,
    KeySize: facts.publicKey.keySize,
    SignAlgorithm: facts.signatureAlgorithm,
    Md5: facts.md5,
    Sha2: facts.sha256,
    BeforeDate: facts.notBefore,
    AfterDate: facts.notAfter,
    Years: yearsOf(facts),
    Sans: '[]',
    X509Certificate: authority.certificatePem,
    ResourceGroupId: 'rg-emulator',
  }
}

/** What DescribeCACertificate tells beyond the row of a list. */
export function describedAuthority(context: CallContext, issuer: Issuer): Body {
  const issued = context.store.authorities.issuedCount(issuer.row.id)
  return {
    ...authorityFields(issuer),
    IssuerType: 'local',
    FullAlgorithm: issuer.facts.publicKey.fullAlgorithm,
    CaCertChain: chainOf(issuer),
    ...crlFields(context.baseUrl, issuer),
    CertIssuedCount: issued,
    CertRemainingCount: Math.max(0, issuer.row.totalCount - issued),
    CertTotalCount: issuer.row.totalCount,
    CertMaxTime: yearsOf(issuer.facts),
    Tags: [],
  }
}

export function yearsOf(facts: { readonly notBefore: number; readonly notAfter: number }): number {
  return Math.round((facts.notAfter - facts.notBefore) / YEAR_MS)
}

/** ACTIVE is the vendor's example; the value for a CA without CRL is not documented, so there it is left out. */
function crlFields(baseUrl: string, { row }: Issuer): Body {
  if (row.crlDays === null) return {}
  return { CrlStatus: 'ACTIVE', CrlUrl: pointersFor(baseUrl, row.identifier).crlUrl, CrlDay: row.crlDays }
}
