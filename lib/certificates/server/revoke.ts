import 'server-only'
import { z } from 'zod'
import { verb } from '#lib/service/server/verb.ts'
import { revocationReasons } from '../reasons.ts'
import { confirmWrite } from './attempt-write.ts'
import { confirmation } from './confirm.ts'

/**
 * Revokes one certificate (CreateRevokeClientCertificate). There is no undo. One certificate, one call: a second
 * request while the first is under way joins it, one after it gets its receipt.
 */
export const revokeCertificate = verb({
  name: 'revoke_certificate',
  permission: 'certificate.revoke',
  kind: 'write',
  input: z.object({ ...confirmation, reason: z.enum(revocationReasons) }),
  run: (ctx, input) => confirmWrite(ctx, 'revoke', 'certificate.revoke', { ...input, hasAcknowledged: false }),
})
