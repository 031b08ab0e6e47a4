import 'server-only'
import { randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { recordEvent } from '#lib/audit/server/record.ts'
import type { EmailTaken } from '#lib/auth/errors.ts'
import { roles, type Role } from '#lib/auth/roles.ts'
import type { UserWithOneTimePassword } from '#lib/auth/user.ts'
import { err, ok } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { oneTimePassword } from '../one-time-password.ts'
import { hashPassword } from '../password.ts'
import { emailInput, nameInput } from './inputs.ts'
import { insertUser } from './repository.ts'

export type CreateUserInput = { email: string; name: string; role: Role }

/** A new account with a one-time password, which is shown to the admin this once and replaced at the first sign-in. */
export const createUser = verb<CreateUserInput, UserWithOneTimePassword, EmailTaken>({
  name: 'create_user',
  permission: 'users.manage',
  kind: 'write',
  input: z.object({ email: emailInput, name: nameInput, role: z.enum(roles) }),
  run: async (ctx, { email, name, role }) => {
    const password = oneTimePassword(randomBytes)
    const passwordHash = await hashPassword(password, randomBytes)
    return transaction(ctx.db, async (trx) => {
      const createdAt = ctx.clock.now()
      const user = await insertUser(trx, {
        id: randomUUID(),
        email,
        name,
        role,
        passwordHash,
        mustChangePassword: true,
        createdAt,
      })
      if (!user) return err({ code: 'email_taken' })
      const details = { userId: user.id, email, name, role }
      await recordEvent(trx, ctx, { action: 'create_user', outcome: 'done', details })
      return ok({ user, oneTimePassword: password })
    })
  },
})
