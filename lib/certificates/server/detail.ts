import 'server-only'
import type { Issuer } from '#lib/authorities/server/find.ts'
import type { CloudCertificate } from '#lib/cloud/server/port.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { CertificateDetail, LiveReadingFailure } from '../schema.ts'
import { chainPath } from './chain-path.ts'
import { decodeCertificate } from './decode.ts'
import { itemOf } from './item.ts'
import { remarksOf } from './parameters.ts'
import { mirrorRow } from './mirror-row.ts'
import type { CertificateRow } from './repository.rows.ts'
import type { Surroundings } from './surroundings.ts'

/** What the vendor said when it was asked for this answer. */
export type LiveWord =
  { kind: 'read'; certificate: CloudCertificate; readAt: number } | { kind: 'failed'; failure: LiveReadingFailure }

/**
 * The row with the vendor's newer word laid over it, without writing anything: a GET changes nothing. A certificate
 * that is not in the mirror yet is shown all the same.
 */
export function withLiveWord(held: CertificateRow | null, word: LiveWord): CertificateRow | null {
  if (word.kind === 'failed') return held
  const live = mirrorRow(word.certificate, { at: word.readAt, passId: 0, isLive: true })
  if (held === null) return { ...live, ...nothingJoined }
  return {
    ...held,
    ...live,
    chain: live.chain ?? held.chain,
    revoke_time: held.revoke_time,
    first_seen_at: held.first_seen_at,
    last_seen_at: Math.max(held.last_seen_at, word.readAt),
  }
}

const nothingJoined = {
  ca_name: null,
  ca_crl_status: null,
  ca_crl_url: null,
  open_operation_id: null,
  open_operation_kind: null,
  open_operation_state: null,
  has_matching_operation: null,
}

/** The certificate itself. `issuers`: the authorities from the issuing one up to the root, as far as they are known. */
export function detailOf(
  row: CertificateRow,
  word: LiveWord,
  issuers: readonly Issuer[],
  now: number,
): Omit<CertificateDetail, 'answeredAt' | keyof Surroundings> {
  const read = decodeCertificate(row.pem)
  const chain = chainOf(row, issuers)
  const issuer = issuers[0]
  const isLive = word.kind === 'read'
  return {
    ...itemOf(row, now),
    caName: issuer?.commonName ?? row.ca_name,
    pem: row.pem,
    chain,
    extensions: read?.extensions ?? [],
    readAt: new Date(isLive ? word.readAt : row.last_seen_at).toISOString(),
    source: isLive ? 'live' : 'mirror',
    liveFailure: isLive ? null : word.failure,
    path: chain === null ? [] : chainPath(chain, issuers, now),
    // One that has not been issued has nothing to check.
    remarks: row.pem === '' ? [] : remarksOf(row.pem, row.type),
    decoded: read?.decoded ?? null,
    vendorStatus: row.vendor_status,
    sha1: row.sha1,
    publicKeySha256: row.public_key_sha256,
    pointsToCrl: row.points_to_crl === null ? null : row.points_to_crl === 1,
    caPublishesCrl: issuer === undefined ? null : issuer.publishesCrl,
    deletedAt: rfc3339(row.deleted_at),
    deletedHow: row.deleted_how,
  }
}

/** PEM of leaf, issuing CA and root: as the vendor gave it, else put together from the CAs that are known. */
export function chainOf(row: Pick<CertificateRow, 'chain' | 'pem'>, issuers: readonly Issuer[]): string | null {
  return row.chain ?? chainFrom(row.pem, issuers)
}

function chainFrom(pem: string, issuers: readonly Issuer[]): string | null {
  if (pem === '' || issuers.length === 0) return null
  return [pem, ...issuers.map((issuer) => issuer.pem)].map((part) => part.trim()).join('\n') + '\n'
}
