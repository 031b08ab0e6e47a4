import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import { certificateStatus } from './certificate-status.ts'
import { defineOperation } from './define-operation.ts'
import { identifierList } from './parameters.ts'

/** As DescribeClientCertificateStatus, asked by serial number: lower-case hex without separators. */
export const operation = defineOperation({
  name: 'DescribeClientCertificateStatusForSerialNumber',
  changesState: false,
  input: z.strictObject({ SerialNumber: identifierList }),
  handle: ({ store }, { SerialNumber }) =>
    ok({
      CertificateStatus: SerialNumber.map((one) => certificateStatus(one, store.certificates.findBySerialNumber(one))),
    }),
})
