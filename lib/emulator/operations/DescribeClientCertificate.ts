import { z } from 'zod'
import { err, ok } from '#lib/core/result.ts'
import { refusals } from '../protocol/refusal.ts'
import { describedCertificate } from './certificate-fields.ts'
import { defineOperation } from './define-operation.ts'
import { identifier } from './parameters.ts'

/** One certificate with its chain and tags, dates in epoch ms; no revocation time and no CRL address. */
export const operation = defineOperation({
  name: 'DescribeClientCertificate',
  changesState: false,
  input: z.strictObject({ Identifier: identifier }),
  handle: (context, { Identifier }) => {
    const certificate = context.store.certificates.find(Identifier)
    if (certificate === undefined) return err(refusals.notFound)
    return ok({ Certificate: describedCertificate(context, certificate) })
  },
})
