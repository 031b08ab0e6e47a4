import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import { certificateStatus } from './certificate-status.ts'
import { defineOperation } from './define-operation.ts'
import { identifierList } from './parameters.ts'

/** Status of one or several certificates; the rows carry the serial number and not the Identifier asked for. */
export const operation = defineOperation({
  name: 'DescribeClientCertificateStatus',
  changesState: false,
  input: z.strictObject({ Identifier: identifierList }),
  handle: ({ store }, { Identifier }) =>
    ok({ CertificateStatus: Identifier.map((one) => certificateStatus('', store.certificates.find(one))) }),
})
