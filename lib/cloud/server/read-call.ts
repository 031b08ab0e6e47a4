import 'server-only'
import { err, ok } from '#lib/core/result.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Result } from '#lib/core/result.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { Log } from '#lib/log/server/log.ts'
import { isThrottling, readAnswer, type Answer } from './answer.ts'
import type { QueryParameters } from './canonical-query.ts'
import type { ClockWatch } from './clock-watch.ts'
import type { CredentialSource } from './credentials.ts'
import { readFailureOf } from './errors.ts'
import { redactorFor } from './exchange.ts'
import type { Limiter, Slot } from './limiter/limiter.ts'
import type { ReadFailure } from './port.ts'
import { backgroundRetries, interactiveRetries, noRetries, withRetries, type RetryPolicy, type Try } from './retry.ts'
import type { ReadLoss, ReadTransport, ReadWire } from './send-read.ts'
import { signRequest, type CasOperation } from './signed-request.ts'

/** A successful answer's object and what came with it. */
export type Answered = {
  readonly object: Readonly<Record<string, unknown>>
  readonly requestId: string
  /** When the request left: what it shows is not older. */
  readonly readAt: number
  /** Our clock less the vendor's, by the Date of the answer; null where that gives none. */
  readonly skewMs: number | null
}

export type ReadCall = (
  operation: CasOperation,
  parameters: QueryParameters,
  options?: ReadOptions,
) => Promise<Result<Answered, ReadFailure>>

export type ReadOptions = {
  /** Somebody waits for it: it goes ahead of what merely waits, and gives up sooner. */
  readonly interactive?: boolean
  /** One try, which waits for its turn and for its answer no longer than this together. */
  readonly onceWithinMs?: number
}

export type ReadMeans = {
  readonly origin: string
  readonly transport: ReadTransport
  readonly credentials: CredentialSource
  readonly limiter: Pick<Limiter, 'take' | 'release'>
  readonly clock: Clock
  readonly watch: ClockWatch
  readonly log: Log
  readonly newNonce: () => string
  readonly random: () => number
  readonly sleep: (ms: number) => Promise<unknown>
}

// How long a read may wait for its turn among our own calls.
const interactiveWaitMs = 8_000
const backgroundWaitMs = 60_000

/** One read with everything around it: credentials, the limiter's slot, a fresh signature for each try. */
export function createReadCall(means: ReadMeans): ReadCall {
  return (operation, parameters, options = {}) =>
    withRetries(() => tryOnce(means, operation, parameters, options), retriesFor(options), means)
}

function retriesFor({ interactive, onceWithinMs }: ReadOptions): RetryPolicy {
  if (onceWithinMs !== undefined) return noRetries
  return interactive === true ? interactiveRetries : backgroundRetries
}

async function tryOnce(
  means: ReadMeans,
  operation: CasOperation,
  parameters: QueryParameters,
  { interactive = false, onceWithinMs }: ReadOptions,
): Promise<Try<Answered>> {
  const { origin, transport, credentials, limiter, clock, watch, newNonce } = means
  const resolved = await credentials.resolve()
  if (!resolved.ok) return { result: resolved, retryAfterMs: null }
  const maxWaitMs = onceWithinMs ?? (interactive ? interactiveWaitMs : backgroundWaitMs)
  const askedAt = clock.now()
  const taken = await takeSlot(limiter, operation, { interactive, maxWaitMs })
  if (!taken.ok) return { result: taken, retryAfterMs: Infinity }
  const startedAt = clock.now()
  const request = signRequest({
    operation,
    parameters,
    origin,
    credentials: resolved.value,
    nonce: newNonce(),
    at: startedAt,
  })
  const withinMs = onceWithinMs === undefined ? undefined : Math.max(1, onceWithinMs - (startedAt - askedAt))
  const sent = await transport.send(request, withinMs)
  const answer = sent.ok ? readAnswer(sent.value.answer) : null
  await giveBack(means, taken.value, sent, answer)
  if (!answer) {
    const message = sent.ok ? '' : sent.error.message
    return { result: err({ kind: 'unreachable', message }), retryAfterMs: null }
  }
  watch.note(answer.skewMs)
  const { object, error, httpStatus, retryAfterMs, skewMs } = answer
  if (object && !error && httpStatus >= 200 && httpStatus < 300) {
    return {
      result: ok({ object, requestId: answer.requestId ?? '', readAt: startedAt, skewMs }),
      retryAfterMs,
    }
  }
  return { result: err(readFailureOf(answer, redactorFor(request))), retryAfterMs }
}

/**
 * The slots are the account's and every process takes from them: a call whose slot cannot be stored would be one that
 * nobody counts, so it is not made.
 */
async function takeSlot(
  limiter: ReadMeans['limiter'],
  operation: CasOperation,
  wait: { interactive: boolean; maxWaitMs: number },
): Promise<Result<Slot, ReadFailure>> {
  try {
    const slot = await limiter.take(operation, wait)
    return slot ? ok(slot) : err(ownLimitReached)
  } catch (cause) {
    const failure = storeFailureOf(cause)
    if (failure === null) throw cause
    return err({ kind: `store_${failure}`, message: 'The store took no record of the call, so it was not made.' })
  }
}

const ownLimitReached: ReadFailure = {
  kind: 'throttled',
  message: "This call waited too long for its turn under the API's limit of calls a second.",
}

/** A slot that cannot be given back comes free with its lease; the answer is none the worse for it. */
async function giveBack(
  { limiter, clock, log }: ReadMeans,
  slot: Slot,
  sent: Result<ReadWire, ReadLoss>,
  answer: Answer | null,
): Promise<void> {
  const end = {
    respondedAt: sent.ok ? sent.value.answer.respondedAt : clock.now(),
    rttMs: sent.ok ? sent.value.rttMs : null,
    throttled: isThrottling(answer?.error ?? null),
    retryAfterMs: answer?.retryAfterMs ?? null,
    timedOut: !sent.ok,
    notSent: !sent.ok && !sent.error.wasSent,
  }
  await limiter.release(slot, end).catch((cause: unknown) => {
    const failure = storeFailureOf(cause)
    if (failure === null) throw cause
    log('warn', 'a slot could not be given back', { operation: slot.operation, failure })
  })
}
