import 'server-only'
import { z } from 'zod'
import type { CloudCertificateStatus } from '../port.ts'
import { hexField } from './fields.ts'
import { timeField } from './times.ts'

/**
 * A row of DescribeClientCertificateStatus. It proves something, so nothing is guessed: a word other than `good` and
 * `revoked` is `unknown`, and a RevokeTime that is no time is none. Only an unknown certificate has no serial number:
 * whatever else is said of none would be said of nobody.
 */
export const statusRow = z
  .object({
    SerialNumber: hexField,
    Status: z.enum(['good', 'revoked', 'unknown']).catch('unknown'),
    RevokeTime: timeField.catch(null),
  })
  .refine(({ SerialNumber, Status }) => SerialNumber !== '' || Status === 'unknown')
  .transform(({ SerialNumber, Status, RevokeTime }): CloudCertificateStatus => ({
    serialNumber: SerialNumber,
    status: Status,
    revokeTime: RevokeTime,
  }))
