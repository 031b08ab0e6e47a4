import 'server-only'
import type { OperationTarget } from '../operation.ts'

/**
 * The certificate as it was read before the write, PEM and chain included: once DeleteClientCertificate has been
 * accepted, this is the last copy there is.
 */
export type CertificateSnapshot = OperationTarget & {
  pem: string
  sha256: string
  chain: string | null
  /** DescribeClientCertificateStatus' RevokeTime, RFC 3339. */
  revokeTime: string | null
  /** Before a deletion: why the RevokeTime is not known although it was asked for. */
  revokeTimeUnread: string | null
}

export function writeSnapshot(snapshot: CertificateSnapshot): string {
  return JSON.stringify(snapshot)
}

/** Reads back what writeSnapshot stored; our own bytes, so their shape is known. */
export function readSnapshot(stored: string): CertificateSnapshot {
  return JSON.parse(stored) as CertificateSnapshot
}
