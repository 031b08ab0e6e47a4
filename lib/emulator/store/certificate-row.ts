import type { SubjectAlternativeName } from '#lib/pki/subject-alternative-name.ts'

export type CertificateType = 'CLIENT' | 'SERVER'
export type CertificateStatus = 'ISSUE' | 'REVOKE' | 'PENDING'
export type Tag = { readonly key: string; readonly value: string }

/** A certificate's record. Times are epoch ms; its bytes are apart (see schema.ts) and may not have been signed yet. */
export type CertificateRecord = {
  readonly identifier: string
  readonly serialNumber: string
  readonly authorityId: number
  readonly type: CertificateType
  readonly status: CertificateStatus
  readonly commonName: string
  readonly organization: string | null
  readonly organizationUnit: string | null
  readonly locality: string | null
  readonly state: string | null
  readonly country: string | null
  readonly sans: readonly SubjectAlternativeName[]
  readonly algorithm: 'RSA' | 'ECC'
  readonly keySize: number
  readonly notBefore: number
  readonly notAfter: number
  readonly enableCrl: boolean
  readonly alias: string | null
  readonly customIdentifier: string | null
  readonly resourceGroupId: string
  readonly tags: readonly Tag[]
  /** When a PENDING record becomes ISSUE; null: never by itself. */
  readonly issuedAt: number | null
  readonly revokedAt: number | null
  /** When the record came to be, or its status changed last. */
  readonly modifiedAt: number
}

export type StoredCertificate = CertificateRecord & { readonly id: number }

/** The columns as SQLite gives them. */
export type CertificateColumns = {
  id: number
  identifier: string
  serial_number: string
  authority_id: number
  type: CertificateType
  status: CertificateStatus
  common_name: string
  organization: string | null
  organization_unit: string | null
  locality: string | null
  state: string | null
  country: string | null
  sans: string
  algorithm: 'RSA' | 'ECC'
  key_size: number
  not_before: number
  not_after: number
  enable_crl: number
  alias: string | null
  custom_identifier: string | null
  resource_group_id: string
  tags: string
  issued_at: number | null
  revoked_at: number | null
  modified_at: number
}

export function toColumns(record: CertificateRecord): Omit<CertificateColumns, 'id'> {
  return {
    identifier: record.identifier,
    serial_number: record.serialNumber,
    authority_id: record.authorityId,
    type: record.type,
    status: record.status,
    common_name: record.commonName,
    organization: record.organization,
    organization_unit: record.organizationUnit,
    locality: record.locality,
    state: record.state,
    country: record.country,
    sans: JSON.stringify(record.sans),
    algorithm: record.algorithm,
    key_size: record.keySize,
    not_before: record.notBefore,
    not_after: record.notAfter,
    enable_crl: record.enableCrl ? 1 : 0,
    alias: record.alias,
    custom_identifier: record.customIdentifier,
    resource_group_id: record.resourceGroupId,
    tags: JSON.stringify(record.tags),
    issued_at: record.issuedAt,
    revoked_at: record.revokedAt,
    modified_at: record.modifiedAt,
  }
}

export function fromColumns(row: CertificateColumns): StoredCertificate {
  return {
    id: row.id,
    identifier: row.identifier,
    serialNumber: row.serial_number,
    authorityId: row.authority_id,
    type: row.type,
    status: row.status,
    commonName: row.common_name,
    organization: row.organization,
    organizationUnit: row.organization_unit,
    locality: row.locality,
    state: row.state,
    country: row.country,
    sans: JSON.parse(row.sans) as SubjectAlternativeName[],
    algorithm: row.algorithm,
    keySize: row.key_size,
    notBefore: row.not_before,
    notAfter: row.not_after,
    enableCrl: row.enable_crl === 1,
    alias: row.alias,
    customIdentifier: row.custom_identifier,
    resourceGroupId: row.resource_group_id,
    tags: JSON.parse(row.tags) as Tag[],
    issuedAt: row.issued_at,
    revokedAt: row.revoked_at,
    modifiedAt: row.modified_at,
  }
}
