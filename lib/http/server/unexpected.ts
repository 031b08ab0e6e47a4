import 'server-only'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { Log } from '#lib/log/server/log.ts'
import type { TransportError } from '../transport-error.ts'

/**
 * The one place where an exception becomes an answer. The log gets its name and stack under the correlation id; the
 * browser gets neither, nor its message: nobody knows what an unexpected message holds.
 */
export function answerUnexpected(
  cause: unknown,
  { log, correlationId }: { log: Log; correlationId: string },
): TransportError {
  const failure = storeFailureOf(cause)
  const name = cause instanceof Error ? cause.name : typeof cause
  if (failure !== null) {
    log('error', 'the store is not available', { correlationId, failure, name })
    return { code: 'store_unavailable', failure, correlationId }
  }
  log('error', 'unexpected failure', { correlationId, name, stack: framesOf(cause) })
  return { code: 'internal', correlationId }
}

/** Where it happened, without the message: that may quote what a user typed or what a driver was given. */
function framesOf(cause: unknown): string[] {
  if (!(cause instanceof Error) || cause.stack === undefined) return []
  return cause.stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 12)
    .map((line) => line.trim())
}
