import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import type { CertificateSnapshot } from '#lib/operations/server/snapshot.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { publishesCrl } from '#lib/authorities/publishes-crl.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { deletionGate, revocationGate, type GateReason } from '../gate.ts'
import { lifecycleRefusal, type LifecycleRefusal } from '../lifecycle.ts'
import { findOthersWithKey, findOthersWithName, type Neighbours } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'

/** What decides about a write to one certificate: shown by the preview, and decided upon again at confirming. */
export type WriteFacts = {
  refusal: LifecycleRefusal | null
  gate: GateReason[]
  sameName: Neighbours
  sameKey: Neighbours
}

export async function writeFactsOf(
  db: Database,
  kind: OperationKind,
  row: CertificateRow,
  now: number,
): Promise<WriteFacts> {
  const [sameName, sameKey] = await Promise.all([
    findOthersWithName(db, { identifier: row.identifier, commonName: row.common_name, type: row.type }, now),
    findOthersWithKey(db, { identifier: row.identifier, publicKeySha256: row.public_key_sha256 }, now),
  ])
  const gate =
    kind === 'delete'
      ? deletionGate({ notAfter: row.not_after, now })
      : revocationGate({ type: row.type, replacements: sameName.total, sharedKey: sameKey.total })
  return { refusal: lifecycleRefusal(kind, lifecycleFactsOf(row)), gate, sameName, sameKey }
}

function lifecycleFactsOf(row: CertificateRow) {
  const { open_operation_id: id, open_operation_kind: kind } = row
  return {
    vendorStatus: row.vendor_status,
    deleted: row.deleted_at !== null,
    open: id !== null && kind !== null ? { id, kind } : null,
  }
}

/** Names the state of a certificate that an operator has seen. Another status, serial or certificate gives another. */
export function shownAs(row: CertificateRow): string {
  return [row.vendor_status, row.serial_number, row.sha256].join(':')
}

/** Whether the CA publishes a CRL, by the vendor's CrlStatus and CrlUrl; null while the CA has not been read. */
export function caPublishesCrl(row: CertificateRow): boolean | null {
  if (row.ca_name === null) return null
  return publishesCrl({ crlStatus: row.ca_crl_status, crlUrl: row.ca_crl_url })
}

export function snapshotOf(row: CertificateRow, revokeTimeUnread: string | null): CertificateSnapshot {
  return {
    identifier: row.identifier,
    serialNumber: row.serial_number,
    commonName: row.common_name,
    subject: row.subject,
    type: row.type,
    caIdentifier: row.ca_identifier,
    caName: row.ca_name,
    notAfter: rfc3339(row.not_after),
    vendorStatus: row.vendor_status,
    readAt: rfc3339(row.live_read_at),
    caHasCrl: caPublishesCrl(row),
    pointsToCrl: row.points_to_crl === null ? null : row.points_to_crl === 1,
    pem: row.pem,
    chain: row.chain,
    revokeTime: rfc3339(row.revoke_time),
    revokeTimeUnread,
  }
}
