import 'server-only'
import type { RecordContext } from '#lib/audit/server/record.ts'
import { emailOf } from '#lib/auth/email.ts'
import type { UserNotFound } from '#lib/auth/errors.ts'
import type { UserWithOneTimePassword } from '#lib/auth/user.ts'
import { err, type Result } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { findAccountByEmail } from './repository.ts'
import { giveOneTimePassword } from './reset-password.ts'

/**
 * A new one-time password for an enabled administrator, from the machine's shell: the way back in when nobody else can
 * reset it. It raises nobody: other roles and disabled accounts are refused.
 */
export async function resetAdministrator(
  db: Database,
  context: RecordContext,
  address: string,
): Promise<Result<UserWithOneTimePassword, UserNotFound | { code: 'user_disabled' }>> {
  const email = emailOf(address)
  const account = email === null ? null : await findAccountByEmail(db, email)
  if (account?.role !== 'admin') return err({ code: 'user_not_found' })
  if (account.disabledAt !== null) return err({ code: 'user_disabled' })
  return giveOneTimePassword(db, context, account.id)
}
