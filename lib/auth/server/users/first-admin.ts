import 'server-only'
import { recordEvent, type RecordContext } from '#lib/audit/server/record.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { oneTimePassword } from '../one-time-password.ts'
import { hashPassword } from '../password.ts'
import { hasUsers, insertUser } from './repository.ts'

type FirstAdminParts = {
  readonly db: Database
  readonly context: RecordContext
  readonly randomBytes: (size: number) => Buffer
  readonly newId: () => string
}

/**
 * The admin of a store without users. `password` null: one is generated and returned, to be printed this once.
 * Answers null when there is somebody already, whatever the environment says: it counts at the first start alone.
 */
export async function ensureFirstAdmin(
  { db, context, randomBytes, newId }: FirstAdminParts,
  { email, password }: { email: string; password: string | null },
): Promise<{ email: string; generatedPassword: string | null } | null> {
  if (await hasUsers(db)) return null
  const generatedPassword = password === null ? oneTimePassword(randomBytes) : null
  const passwordHash = await hashPassword(password ?? generatedPassword ?? '', randomBytes)
  const created = await transaction(db, async (trx) => {
    if (await hasUsers(trx)) return false
    const user = await insertUser(trx, {
      id: newId(),
      email,
      name: 'Administrator',
      role: 'admin',
      passwordHash,
      mustChangePassword: false,
      createdAt: context.clock.now(),
    })
    if (!user) return false
    const details = { userId: user.id, email, role: 'admin' }
    await recordEvent(trx, context, { action: 'create_user', outcome: 'done', details })
    return true
  })
  return created ? { email, generatedPassword } : null
}
