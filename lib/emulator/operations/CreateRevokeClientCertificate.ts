import { z } from 'zod'
import { err } from '#lib/core/result.ts'
import { inventedRefusals, refusals } from '../protocol/refusal.ts'
import { defineOperation, done } from './define-operation.ts'
import { identifier } from './parameters.ts'

/**
 * Revokes for good, with no reason and no way back. An expired certificate may be revoked too. The entry is in the CRL
 * after `crlDelayMs`, in OCSP at once.
 */
export const operation = defineOperation({
  name: 'CreateRevokeClientCertificate',
  changesState: true,
  input: z.strictObject({ Identifier: identifier }),
  handle: ({ store, issuers, settings, now }, { Identifier }) => {
    const certificate = store.certificates.find(Identifier)
    if (certificate === undefined) return err(refusals.notFound)
    if (certificate.status === 'REVOKE') return err(inventedRefusals.alreadyRevoked)
    if (certificate.status === 'PENDING') return err(inventedRefusals.pending)
    store.certificates.revoke(certificate.id, now)
    const { row } = issuers.byId(certificate.authorityId)
    const revocation = { serialNumber: certificate.serialNumber, revokedAt: now }
    if (row.crlDays !== null) store.revocations.add(row.id, revocation, now + settings.crlDelayMs)
    return done
  },
})
