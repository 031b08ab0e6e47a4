import 'server-only'
import { z } from 'zod'
import { ok } from '#lib/core/result.ts'
import { verb } from '#lib/service/server/verb.ts'
import type { SavedViews } from '../schema.ts'
import { countViews } from './counts.ts'
import { viewOf } from './dto.ts'
import { viewsFor } from './repository.ts'

/** One's own views and the shared ones; with `counts` also how many certificates each finds now. */
export const listViews = verb<{ counts: boolean }, SavedViews>({
  name: 'list_views',
  permission: 'inventory.read',
  kind: 'read',
  input: z.strictObject({ counts: z.union([z.boolean(), z.stringbool()]).default(false) }),
  run: async (ctx, { counts }) => {
    const { actor, db } = ctx
    if (actor.kind !== 'user') return ok({ views: [] })
    const rows = await viewsFor(db, actor.userId)
    const views = rows.map((row) => viewOf(row, actor))
    return ok(counts ? { views, counts: await countViews(ctx, views) } : { views })
  },
})
