import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'

/**
 * What `work` comes to, or `stopped` once this process has been told to stop: whoever waits for more than the stop
 * waits for leaves no record. The work itself goes on.
 */
export async function unlessStopping<Value, Stopped>(
  { writes: { stopping } }: Pick<VerbContext, 'writes'>,
  work: Promise<Value>,
  stopped: Stopped,
): Promise<Value | Stopped> {
  let heed = (): void => undefined
  const stop = new Promise<Stopped>((resolve) => {
    heed = () => resolve(stopped)
  })
  stopping.addEventListener('abort', heed, { once: true })
  if (stopping.aborted) heed()
  try {
    return await Promise.race([work, stop])
  } finally {
    stopping.removeEventListener('abort', heed)
  }
}
