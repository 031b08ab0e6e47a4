import 'server-only'
import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import { readSyncStatus } from './status.ts'

/** How the mirror stands: its age, whether it is whole, and what waits for an administrator. */
export const getSync = verb({
  name: 'get_sync',
  permission: 'inventory.read',
  kind: 'read',
  input: z.strictObject({}),
  run: async (ctx) => ok(await readSyncStatus(ctx.db)),
})
