import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { CrlMark } from '#lib/evidence/publication.ts'
import type { CertificateItem, SubjectAlternativeName } from '../schema.ts'
import { certificateStatus } from '../status.ts'
import type { CertificateListRow } from './repository.rows.ts'

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

function statusOfRow(row: CertificateListRow, now: number): CertificateItem['status'] {
  return certificateStatus(
    {
      vendorStatus: row.vendor_status,
      notAfter: row.not_after,
      isDeleted: row.deleted_at !== null,
      openState: openStateOf(row.open_operation_state),
    },
    now,
  )
}

/** The join finds open operations only; the type does not know it. */
function openStateOf(state: CertificateListRow['open_operation_state']): 'pending' | 'unknown' | 'needs_human' | null {
  return state === 'pending' || state === 'unknown' || state === 'needs_human' ? state : null
}

/** The repository wrote this column itself, always as this shape. */
function parseSans(column: string): SubjectAlternativeName[] {
  return JSON.parse(column) as SubjectAlternativeName[]
}
