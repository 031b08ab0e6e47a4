import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { CrlMark } from '#lib/evidence/publication.ts'
import type { CertificateItem, SubjectAlternativeName } from '../schema.ts'
import { statusOfRow, type CertificateListRow } from './repository.rows.ts'

/** A row of the mirror as the HTTP surface gives it. `now` is epoch ms and decides whether it has expired. */
export function itemOf(row: CertificateListRow, now: number, crlEvidence: CrlMark | null = null): CertificateItem {
  return {
    identifier: row.identifier,
    serialNumber: row.serial_number,
    commonName: row.common_name,
    subject: row.subject,
    sans: parseSans(row.sans),
    type: row.type,
    status: statusOfRow(row, now),
    notBefore: rfc3339(row.not_before),
    notAfter: rfc3339(row.not_after),
    caIdentifier: row.ca_identifier,
    caName: row.ca_name,
    algorithm: row.algorithm,
    keySize: row.key_size,
    signAlgorithm: row.sign_algorithm,
    md5: row.md5,
    sha256: row.sha256,
    alias: row.alias,
    customIdentifier: row.custom_identifier,
    vendorId: row.vendor_id,
    resourceGroupId: row.resource_group_id,
    revokeTime: rfc3339(row.revoke_time),
    firstSeenAt: new Date(row.first_seen_at).toISOString(),
    lastSeenAt: new Date(row.last_seen_at).toISOString(),
    crlEvidence,
    openOperationId: row.open_operation_id,
    hasMatchingOperation: row.has_matching_operation === null ? null : row.has_matching_operation === 1,
  }
}

/** The repository wrote this column itself, always as this shape. */
function parseSans(column: string): SubjectAlternativeName[] {
  return JSON.parse(column) as SubjectAlternativeName[]
}
