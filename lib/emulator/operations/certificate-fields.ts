import { createHash } from 'node:crypto'
import { distinguishedNameText } from '#lib/pki/distinguished-name.ts'
import { generalNameTags, type SubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'
import { chainOf } from '../authority/issuers.ts'
import { signedCertificate, subjectOf } from '../authority/signed-certificate.ts'
import type { StoredCertificate } from '../store/certificate-row.ts'
import type { Body, CallContext } from './define-operation.ts'

const DAY_MS = 86_400_000

/** Fields that every record of an end-entity certificate has; no dates, whose form differs from call to call. */
export function identityFields(context: CallContext, certificate: StoredCertificate): Body {
  const issuer = context.issuers.byId(certificate.authorityId)
  return {
    Identifier: certificate.identifier,
    SerialNumber: certificate.serialNumber,
    SubjectDN: distinguishedNameText(subjectOf(certificate)),
    CommonName: certificate.commonName,
    ...present('Organization', certificate.organization),
    ...present('OrganizationUnit', certificate.organizationUnit),
    ...present('Locality', certificate.locality),
    ...present('State', certificate.state),
    ...present('CountryCode', certificate.country),
    Algorithm: certificate.algorithm,
    KeySize: certificate.keySize,
    SignAlgorithm: issuer.authority.algorithm === 'RSA' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA',
    CertificateType: certificate.type,
    ParentIdentifier: issuer.row.identifier,
    ...present('CustomIdentifier', certificate.customIdentifier),
  }
}

/** A row of ListClientCertificate: dates are epoch ms. Signs the certificate when nobody has read it before. */
export function listedCertificate(context: CallContext, certificate: StoredCertificate): Body {
  return {
    ...identityFields(context, certificate),
    ...bytesFields(context, certificate),
    Id: certificate.id,
    Sans: sansWithTrailingComma(certificate.sans),
    Status: certificate.status,
    BeforeDate: certificate.notBefore,
    AfterDate: certificate.notAfter,
    Days: Math.round((certificate.notAfter - certificate.notBefore) / DAY_MS),
    ...present('AliasName', certificate.alias),
    ResourceGroupId: certificate.resourceGroupId,
  }
}

/** What DescribeClientCertificate tells beyond the row of a list. */
export function describedCertificate(context: CallContext, certificate: StoredCertificate): Body {
  const issuer = context.issuers.byId(certificate.authorityId)
  const listed = listedCertificate(context, certificate)
  const pem = listed['X509Certificate']
  return {
    ...listed,
    Sans: sansText(certificate.sans),
    FullAlgorithm: `${certificate.algorithm}_${certificate.keySize}`,
    ...(typeof pem === 'string' ? { CertChain: pem + chainOf(issuer) } : {}),
    Tags: certificate.tags.map(({ key, value }) => ({ TagKey: key, TagValue: value })),
    UploadFlag: 0,
  }
}

/** PEM and fingerprints; a PENDING certificate has none yet. */
export function bytesFields(context: CallContext, certificate: StoredCertificate): Body {
  if (certificate.status === 'PENDING') return {}
  const { der, pem } = signedCertificate(context, certificate)
  return { X509Certificate: pem, ...fingerprints(der) }
}

/** MD5 and SHA-256 of the DER, lower-case hex. */
function fingerprints(der: Uint8Array): { Md5: string; Sha2: string } {
  return { Md5: createHash('md5').update(der).digest('hex'), Sha2: createHash('sha256').update(der).digest('hex') }
}

/** A JSON string inside JSON. */
function sansText(sans: readonly SubjectAlternativeName[]): string {
  return JSON.stringify(sansMembers(sans))
}

/** As the documentation's examples show it: a comma before the closing bracket, which is not JSON. */
export function sansWithTrailingComma(sans: readonly SubjectAlternativeName[]): string {
  return `[${sansMembers(sans)
    .map((member) => `${JSON.stringify(member)},`)
    .join('')}]`
}

/** `yyyy-MM-ddTHH:mmZ`: the minute precision of ListRevokeCertificate. */
export function minuteText(at: number): string {
  return `${new Date(at).toISOString().slice(0, 16)}Z`
}

export function present(name: string, value: string | null): Body {
  return value === null ? {} : { [name]: value }
}

function sansMembers(sans: readonly SubjectAlternativeName[]): { Type: number; Value: string }[] {
  return sans.map(({ kind, value }) => ({ Type: generalNameTags[kind], Value: value }))
}
