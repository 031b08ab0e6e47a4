import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { itemOf } from '../item.ts'
import type { CertificateExportRow } from '../repository.export.ts'

export type ExportedCertificate = ReturnType<typeof exportedOf>

/** A certificate with every field that the API and the mirror have of it, named as on the HTTP surface. */
export function exportedOf(row: CertificateExportRow, now: number) {
  const item = itemOf(row, now)
  return {
    identifier: item.identifier,
    status: item.status,
    vendorStatus: row.vendor_status,
    type: item.type,
    commonName: item.commonName,
    subject: item.subject,
    sans: item.sans,
    serialNumber: item.serialNumber,
    notBefore: item.notBefore,
    notAfter: item.notAfter,
    caIdentifier: item.caIdentifier,
    caName: item.caName,
    algorithm: item.algorithm,
    keySize: item.keySize,
    signAlgorithm: row.sign_algorithm,
    sha256: item.sha256,
    md5: row.md5,
    publicKeySha256: row.public_key_sha256,
    pointsToCrl: row.points_to_crl === null ? null : row.points_to_crl === 1,
    alias: item.alias,
    customIdentifier: row.custom_identifier,
    vendorId: item.vendorId,
    resourceGroupId: item.resourceGroupId,
    revokeTime: item.revokeTime,
    openOperationId: item.openOperationId,
    hasMatchingOperation: item.hasMatchingOperation,
    firstSeenAt: rfc3339(row.first_seen_at),
    lastSeenAt: item.lastSeenAt,
    liveReadAt: rfc3339(row.live_read_at),
    deletedAt: rfc3339(row.deleted_at),
    deletedHow: row.deleted_how,
    pem: row.pem === '' ? null : row.pem,
  }
}
