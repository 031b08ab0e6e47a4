import { z } from 'zod'
import { err } from '#lib/core/result.ts'
import { inventedRefusals, refusals } from '../protocol/refusal.ts'
import { defineOperation, done } from './define-operation.ts'
import { identifier } from './parameters.ts'

/**
 * Removes the record of a revoked certificate for good. With `deleteRemovesFromCrl` its CRL entry goes as well: relying
 * parties trust the certificate again until it expires.
 */
export const operation = defineOperation({
  name: 'DeleteClientCertificate',
  changesState: true,
  input: z.strictObject({ Identifier: identifier }),
  handle: ({ store, settings, now }, { Identifier }) => {
    const certificate = store.certificates.find(Identifier)
    if (certificate === undefined) return err(refusals.notFound)
    if (certificate.status !== 'REVOKE') return err(inventedRefusals.notRevoked)
    store.certificates.remove(certificate.id)
    if (settings.deleteRemovesFromCrl) {
      store.revocations.withdraw(certificate.authorityId, certificate.serialNumber, now + settings.crlDelayMs)
    }
    return done
  },
})
