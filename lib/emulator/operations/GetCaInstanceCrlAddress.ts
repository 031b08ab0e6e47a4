import { createHash } from 'node:crypto'
import { z } from 'zod'
import { err, ok } from '#lib/core/result.ts'
import { pointersFor } from '../authority/pointers.ts'
import { currentCrl } from '../authority/publish-crl.ts'
import { refusals } from '../protocol/refusal.ts'
import type { Revocation } from '../store/revocation-table.ts'
import { defineOperation } from './define-operation.ts'
import { identifier } from './parameters.ts'

/**
 * Where a CA's CRL is, when the next one is due (a string of epoch ms) and a hash that changes with its entries, not
 * with each CRL. Both parameters are optional by the documentation, one is needed; our CAs have no instance, so Uuid
 * takes the Identifier too.
 */
export const operation = defineOperation({
  name: 'GetCaInstanceCrlAddress',
  changesState: false,
  input: z.strictObject({ Uuid: identifier.optional(), CaIdentifier: identifier.optional() }),
  handle: (context, input) => {
    const asked = input.CaIdentifier ?? input.Uuid
    if (asked === undefined) return err(refusals.missing('CaIdentifier'))
    const issuer = context.issuers.byIdentifier(asked)
    if (issuer === undefined) return err(refusals.notFound)
    const crl = currentCrl(context.store, issuer, context.now)
    return ok({
      ...(crl === null
        ? {}
        : {
            CrlUrl: pointersFor(context.baseUrl, issuer.row.identifier).crlUrl,
            NextUpdateTime: String(crl.nextUpdate),
            HashCode: hashOf(context.store.revocations.published(issuer.row.id)),
          }),
      CaInstanceStatus: 'normal',
      CaType: 'localCA',
    })
  },
})

function hashOf(entries: readonly Revocation[]): string {
  const lines = entries.map(({ serialNumber, revokedAt }) => `${serialNumber} ${revokedAt}\n`)
  return createHash('sha256').update(lines.join('')).digest('hex')
}
