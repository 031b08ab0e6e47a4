import 'server-only'
import type { AuditAction } from '#lib/audit/event.ts'
import { recordEvent, type RecordContext } from '#lib/audit/server/record.ts'
import type { LastAdmin } from '#lib/auth/errors.ts'
import type { User } from '#lib/auth/user.ts'
import { err, type Err } from '#lib/core/result.ts'
import type { Trx } from '#lib/db/server/database.ts'
import { lockEnabledAdmins } from './repository.ts'

/** Whether this user is the only enabled admin. True until the transaction ends: call it before reading or writing. */
export async function isLastAdmin(trx: Trx, userId: string): Promise<boolean> {
  const admins = await lockEnabledAdmins(trx)
  return admins.length === 1 && admins[0] === userId
}

/** Without an admin nobody could give rights again. The attempt is recorded. */
export async function refuseForLastAdmin(
  trx: Trx,
  context: RecordContext,
  action: AuditAction,
  user: User,
): Promise<Err<LastAdmin>> {
  const details = { userId: user.id, email: user.email, cause: 'last_admin' }
  await recordEvent(trx, context, { action, outcome: 'denied', details })
  return err({ code: 'last_admin' })
}
