import 'server-only'
import type { Result } from '#lib/core/result.ts'
import type { ReadFailure } from './port.ts'

/** What a try tells about the next one. */
export type Try<Value> = { readonly result: Result<Value, ReadFailure>; readonly retryAfterMs: number | null }

export type RetryPolicy = {
  /** All tries together. */
  readonly maxTries: number
  /** Before the second try at most, doubled with each further one. */
  readonly baseDelayMs: number
  readonly maxDelayMs: number
  /** A vendor that asks for a longer wait gets no further try. */
  readonly maxRetryAfterMs: number
}

/** Somebody is looking at the page: better a plain failure soon. */
export const interactiveRetries: RetryPolicy = {
  maxTries: 2,
  baseDelayMs: 200,
  maxDelayMs: 1_000,
  maxRetryAfterMs: 3_000,
}
export const backgroundRetries: RetryPolicy = {
  maxTries: 4,
  baseDelayMs: 250,
  maxDelayMs: 5_000,
  maxRetryAfterMs: 60_000,
}
/** Others wait behind it, or it is asked again by and by. */
export const noRetries: RetryPolicy = { ...interactiveRetries, maxTries: 1 }

/**
 * Repeats a read while the failure may pass by itself. Full jitter, so that processes that failed together do not come
 * back together; a throttling answer's own delay is a lower bound. Writes never come here.
 */
export async function withRetries<Value>(
  attempt: () => Promise<Try<Value>>,
  policy: RetryPolicy,
  { sleep, random }: { sleep: (ms: number) => Promise<unknown>; random: () => number },
): Promise<Result<Value, ReadFailure>> {
  for (let tries = 1; ; tries += 1) {
    const { result, retryAfterMs } = await attempt()
    if (result.ok || !mayPass(result.error) || tries >= policy.maxTries) return result
    if (retryAfterMs !== null && retryAfterMs > policy.maxRetryAfterMs) return result
    const ceiling = Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (tries - 1))
    await sleep(Math.max(random() * ceiling, retryAfterMs ?? 0))
  }
}

function mayPass({ kind }: ReadFailure): boolean {
  return kind === 'unreachable' || kind === 'throttled'
}
