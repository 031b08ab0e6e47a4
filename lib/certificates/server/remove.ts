import 'server-only'
import { z } from 'zod'
import { verb } from '#lib/service/server/verb.ts'
import { deletionReasons } from '../reasons.ts'
import { confirmWrite } from './attempt-write.ts'
import { confirmation } from './confirm.ts'

/**
 * Deletes a revoked certificate at the vendor for good (DeleteClientCertificate). The tombstone with PEM, chain and
 * timeline stays here.
 */
export const removeCertificate = verb({
  name: 'delete_certificate',
  permission: 'certificate.delete',
  kind: 'write',
  input: z.object({ ...confirmation, reason: z.enum(deletionReasons), hasAcknowledged: z.boolean().default(false) }),
  run: (ctx, input) => confirmWrite(ctx, 'delete', 'certificate.delete', input),
})
