import { z } from 'zod'
import { err, ok } from '#lib/core/result.ts'
import { refusals } from '../protocol/refusal.ts'
import { describedAuthority, yearsOf } from './authority-fields.ts'
import { defineOperation } from './define-operation.ts'
import { identifier } from './parameters.ts'

/** One CA with its chain, CRL address and counts. `Years` comes twice, inside and beside, as documented. */
export const operation = defineOperation({
  name: 'DescribeCACertificate',
  changesState: false,
  input: z.strictObject({ Identifier: identifier }),
  handle: (context, { Identifier }) => {
    const issuer = context.issuers.byIdentifier(Identifier)
    if (issuer === undefined) return err(refusals.notFound)
    return ok({ Certificate: describedAuthority(context, issuer), Years: yearsOf(issuer.facts) })
  },
})
