import 'server-only'
import { CLOCKS_APART_MS } from '#lib/core/clock.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { WRITE_DEADLINE_MS } from '../bounds.ts'
import { hasDeadlineBeyond, moveDeadlines } from './repository.ts'

/**
 * After the clock was set back: deadlines further ahead than any write can have left would keep what is open from being
 * read back until time has caught up. Nobody knows when those calls were made, so they count as made now: each is over
 * within its ten seconds, which its sender does not measure by the clock alone.
 */
export async function bringBackDeadlines(ctx: Pick<VerbContext, 'db' | 'clock' | 'log'>): Promise<void> {
  const latest = ctx.clock.now() + WRITE_DEADLINE_MS
  const beyond = latest + CLOCKS_APART_MS
  if (!(await hasDeadlineBeyond(ctx.db, beyond))) return
  const count = await moveDeadlines(ctx.db, { beyond, to: latest })
  ctx.log('warn', 'the clock was set back: open operations are read back from now on', { count })
}
