import 'server-only'
import { readingAside, type Database } from '#lib/db/server/database.ts'
import type { CertificateSnapshot } from '#lib/operations/server/snapshot.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import { publishesCrl } from '#lib/authorities/publishes-crl.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { deletionGate, revocationGate, type GateReason } from '../gate.ts'
import { lifecycleRefusal, type LifecycleRefusal } from '../lifecycle.ts'
import { anyNeighbours, findOthersWithKey, findOthersWithName, type Neighbours } from './repository.ts'
import type { CertificateRow } from './repository.rows.ts'

/** What decides about a write to one certificate: shown by the preview, and decided upon again at confirming. */
export type Decision = { refusal: LifecycleRefusal | null; gate: GateReason[] }
/** With the certificates that the preview shows beside it. */
export type WriteFacts = Decision & { sameName: Neighbours; sameKey: Neighbours }

export async function writeFactsOf(
  db: Database,
  kind: OperationKind,
  row: CertificateRow,
  now: number,
): Promise<WriteFacts> {
  // Any number may have its name or its key: they are counted where nobody waits for it.
  const aside = readingAside(db, 'pages')
  const [sameName, sameKey] = await Promise.all([
    findOthersWithName(aside, subjectOf(row), now),
    findOthersWithKey(aside, subjectOf(row), now),
  ])
  return { ...decisionOn(kind, row, now, { sameName: sameName.total, sameKey: sameKey.total }), sameName, sameKey }
}

/** The same decision, where nobody looks at the neighbours: deleting does not even depend on them. */
export async function decide(db: Database, kind: OperationKind, row: CertificateRow, now: number): Promise<Decision> {
  const totals = kind === 'delete' ? { sameName: 0, sameKey: 0 } : await anyNeighbours(db, subjectOf(row), now)
  return decisionOn(kind, row, now, totals)
}

function subjectOf(row: CertificateRow) {
  const { identifier, common_name: commonName, type, public_key_sha256: publicKeySha256 } = row
  return { identifier, commonName, type, publicKeySha256 }
}

function decisionOn(
  kind: OperationKind,
  row: CertificateRow,
  now: number,
  others: { sameName: number; sameKey: number },
): Decision {
  const gate =
    kind === 'delete'
      ? deletionGate({ notAfter: row.not_after, now })
      : revocationGate({ type: row.type, replacements: others.sameName, sharedKey: others.sameKey })
  return { refusal: lifecycleRefusal(kind, lifecycleFactsOf(row)), gate }
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
    sha256: row.sha256,
    chain: row.chain,
    revokeTime: rfc3339(row.revoke_time),
    revokeTimeUnread,
  }
}
