import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'

/** What `work` comes to, or `late` when that takes longer; the work itself goes on. */
export async function within<Value, Late>(
  { writes }: Pick<VerbContext, 'writes'>,
  ms: number,
  work: Promise<Value>,
  late: Late,
): Promise<Value | Late> {
  const over = new AbortController()
  try {
    return await Promise.race([work, writes.wait(ms, over.signal).then(() => late)])
  } finally {
    over.abort()
  }
}
