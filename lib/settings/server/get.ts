import 'server-only'
import { hostname } from 'node:os'
import { z } from 'zod'
import { readCheckpointStanding } from '#lib/audit/server/checkpoint-standing.ts'
import { readShippingStanding } from '#lib/audit/server/ship/standing.ts'
import { ownSessions } from '#lib/auth/server/sessions/own-sessions.ts'
import { readClockSkew } from '#lib/cloud/server/clock-skew-fact.ts'
import { config } from '#lib/config/server/env.ts'
import { ok } from '#lib/core/result.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import { auditProtection } from '#lib/db/server/audit-protection.ts'
import { engineOf } from '#lib/db/server/database.ts'
import { verb } from '#lib/service/server/verb.ts'
import { readSyncStatus } from '#lib/sync/server/status.ts'
import type { Settings } from '../schema.ts'
import { auditKeyPlace } from './audit-key-place.ts'

/** The binding, the mirror, the limiter and the actor's own sessions. */
export const getSettings = verb({
  name: 'get_settings',
  permission: 'settings.read',
  kind: 'read',
  input: z.object({}),
  run: async (ctx) => {
    const { mode, host, accountLabel } = config().cloud
    const usage = await ctx.writes.limiter.usage()
    return ok<Settings>({
      binding: { mode, endpoint: host, accountLabel },
      engine: engineOf(ctx.db),
      auditProtection: await auditProtection(ctx.db),
      auditKey: { id: ctx.auditSeal.key.id, place: auditKeyPlace(config()) },
      checkpoints: await readCheckpointStanding(ctx.db),
      auditShipping: await readShippingStanding(ctx.db, ctx.clock.now()),
      sync: await readSyncStatus(ctx.db),
      limiter: usage.map((one) => ({ ...one, lastThrottledAt: rfc3339(one.lastThrottledAt) })),
      clockSkew: await readClockSkew(ctx.db, hostname()),
      sessions: ctx.actor.kind === 'user' ? await ownSessions(ctx.db, ctx.actor, ctx.clock.now()) : [],
    })
  },
})
