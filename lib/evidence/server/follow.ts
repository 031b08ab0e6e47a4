import 'server-only'
import type { Trx } from '#lib/db/server/database.ts'
import { insertPublication, watchPublication, type NewPublication } from './repository.ts'

/** What is followed: a certificate as it was read before the write. Times are epoch ms. */
export type FollowedCertificate = {
  identifier: string
  caIdentifier: string
  serialNumber: string
  commonName: string
  notAfter: number | null
  pem: string
}

/** Begins to look for a revocation of ours in its CA's CRL, in the transaction that settles it. */
export async function followRevocation(
  trx: Trx,
  certificate: FollowedCertificate,
  accepted: { operationId: string; at: number },
): Promise<void> {
  const { operationId, at } = accepted
  const begun = { operation_id: operationId, accepted_at: at, state: 'awaited', next_check_at: at } as const
  await insertPublication(trx, { ...rowOf(certificate), ...begun })
}

/** Begins to watch whether the CRL still lists what a deletion of ours took from the vendor's records. */
export async function followDeletion(trx: Trx, certificate: FollowedCertificate, at: number): Promise<void> {
  // An expired certificate may leave the CRL (RFC 5280, 3.3), and nobody trusts it any more.
  if (certificate.notAfter !== null && certificate.notAfter < at) return
  const begun = { operation_id: null, accepted_at: null, state: 'not_followed', next_check_at: at } as const
  await watchPublication(trx, { ...rowOf(certificate), ...begun }, at)
}

function rowOf({ identifier, caIdentifier, serialNumber, commonName, notAfter, pem }: FollowedCertificate) {
  return {
    identifier,
    ca_identifier: caIdentifier,
    serial_number: serialNumber,
    common_name: commonName,
    not_after: notAfter,
    pem,
  } satisfies Partial<NewPublication>
}
