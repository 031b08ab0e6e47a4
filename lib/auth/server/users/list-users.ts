import 'server-only'
import { z } from 'zod'
import type { User } from '#lib/auth/user.ts'
import { ok } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import { listUserRows } from './repository.ts'

/** Everybody who has ever had an account, by address. Users are disabled, never deleted. */
export const listUsers = verb<Record<string, never>, { items: User[] }>({
  name: 'list_users',
  permission: 'users.manage',
  kind: 'read',
  input: z.strictObject({}),
  run: async ({ db }) => ok({ items: await listUserRows(db) }),
})
