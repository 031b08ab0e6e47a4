import 'server-only'
import { randomUUID } from 'node:crypto'
import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { config } from '#lib/config/server/env.ts'
import { err, type Result } from '#lib/core/result.ts'
import { createLog } from '#lib/log/server/log.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Verb } from '#lib/service/server/verb.ts'
import { inFlight } from '../in-flight.ts'
import type { ActionError } from '../transport-error.ts'
import { contextFor } from './context.ts'
import { isSameOrigin, type RequestHeaders } from './same-origin.ts'
import { answerUnexpected } from './unexpected.ts'

// Every server action of the console is `runAction(verb, raw)` and nothing else.

/** What an action is asked in. Tests bring their own. */
export type ActionRequest = {
  readonly headers: RequestHeaders
  readonly publicOrigin: string
  readonly correlationId: string
  readonly context: (correlationId: string) => Promise<VerbContext>
  readonly unexpected: (cause: unknown) => ActionError
}

/**
 * Runs a verb for a server action. Arguments are unknown until the verb has parsed them and are never echoed; what
 * the verb did not foresee is logged, and the browser is told the correlation id alone.
 */
export async function runAction<Value, Failure>(
  verb: Verb<Value, Failure>,
  raw: unknown,
): Promise<Result<Value, Failure | ActionError>> {
  const correlationId = randomUUID()
  return performAction(verb, raw, {
    headers: await headers(),
    publicOrigin: config().web.publicOrigin,
    correlationId,
    context: async (id) => contextFor(await currentActor(), id),
    unexpected: (cause) => {
      // `redirect()` and its like are thrown through us.
      unstable_rethrow(cause)
      return answerUnexpected(cause, { log: createLog(config().logLevel), correlationId })
    },
  })
}

export async function performAction<Value, Failure>(
  verb: Verb<Value, Failure>,
  raw: unknown,
  request: ActionRequest,
): Promise<Result<Value, Failure | ActionError>> {
  if (!isSameOrigin(request.headers, request.publicOrigin)) return err({ code: 'foreign_origin' })
  try {
    // Counted, so that a stop of the console waits for it even when its browser has gone.
    return await inFlight(async () => verb(await request.context(request.correlationId), raw))
  } catch (cause) {
    return err(request.unexpected(cause))
  }
}
