import 'server-only'
import { z } from 'zod'
import { actorLabel } from '#lib/auth/actor.ts'
import { ok } from '#lib/core/result.ts'
import { storableText } from '#lib/db/server/text.ts'
import { inFlight } from '#lib/http/in-flight.ts'
import { COMMENT_LENGTH, TICKET_LENGTH } from '#lib/core/entry-lengths.ts'
import { ANSWER_WITHIN_MS } from '#lib/operations/bounds.ts'
import type { WriteReceipt } from '#lib/operations/receipt.ts'
import type { Attempt, AttemptEnd } from '#lib/operations/server/attempts.ts'
import type { WriteRefusal } from '#lib/operations/server/remote-write.ts'
import type { OperationKind } from '#lib/operations/state.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { LifecycleRefusal } from '../lifecycle.ts'
import type { LiveReadingFailure } from '../schema.ts'
import { identifierInput } from './list-input.ts'
import { within } from './within.ts'

/** What confirming either dialog sends. `shown` and `operationId` come from the preview and from the browser. */
export const confirmation = {
  operationId: z.uuid(),
  identifier: identifierInput,
  shown: z.string().max(400),
  typedSerial: z.string().max(64).default(''),
  ticket: z.string().trim().max(TICKET_LENGTH).transform(storableText).default(''),
  comment: z.string().trim().max(COMMENT_LENGTH).transform(storableText).default(''),
}

export type Confirmation = {
  operationId: string
  identifier: string
  shown: string
  typedSerial: string
  ticket: string
  comment: string
  reason: string
  /** Deleting an unexpired certificate asks for it; nothing else does. */
  hasAcknowledged: boolean
}

export type ConfirmRefusal =
  | WriteRefusal
  | LifecycleRefusal
  /** No fresh reading; nothing was sent. */
  | { code: 'reading_failed'; failure: LiveReadingFailure }
  /** The certificate is not as the dialog showed it; nothing was sent. */
  | { code: 'changed_since_shown' }
  | { code: 'gate_not_met' }
  | { code: 'not_acknowledged' }
  /** The session ended, or the role changed, while the dialog was open. */
  | { code: 'no_longer_permitted' }
  /** Its end has passed, or is not known: there is nothing to schedule a deletion for. */
  | { code: 'nothing_to_wait_for' }

/** What a confirmation is about, and how its attempt runs. */
export type Confirming = {
  readonly kind: OperationKind
  readonly identifier: string
  readonly operationId: string
  readonly attempt: () => Promise<AttemptEnd>
  /** The id belongs to another certificate or another kind of write. */
  readonly refuseTaken: () => Promise<AttemptEnd>
}

/**
 * Confirms a dialog. The same request twice at once (Chromium itself resends a POST whose connection died) is one
 * attempt: the second waits for the first. After 5 s the dialog is told *pending*, whatever it is that takes long, and
 * follows by GET; the attempt goes on to its end here, whatever becomes of the browser.
 */
export async function confirmOnce(ctx: VerbContext, confirming: Confirming): Promise<AttemptEnd> {
  const { kind, identifier, operationId } = confirming
  const requestedBy = actorLabel(ctx.actor)
  const first = ctx.writes.attempts.underWay(operationId)
  const isForeign = first !== undefined && (first.kind !== kind || first.identifier !== identifier)
  if (isForeign) return confirming.refuseTaken()
  const of = { kind, identifier, requestedBy, name: ctx.correlationId }
  const attempt = first ?? ctx.writes.attempts.start(operationId, of, confirming.attempt)
  const answer = await answerInTime(ctx, operationId, attempt)
  return answer.ok && attempt.requestedBy !== requestedBy ? ok({ ...answer.value, joined: true }) : answer
}

async function answerInTime(ctx: VerbContext, operationId: string, attempt: Attempt): Promise<AttemptEnd> {
  const answer = await within(ctx, ANSWER_WITHIN_MS, attempt.end, null)
  if (answer !== null) return answer
  // Nobody waits for it any more, so nobody else would learn of its failure.
  inFlight(() => attempt.end).catch((cause: unknown) => {
    ctx.log('error', 'a write failed after its dialog had been answered', {
      correlationId: ctx.correlationId,
      operationId,
      cause: cause instanceof Error ? cause.name : 'unknown',
    })
  })
  return ok(pendingReceipt(operationId, attempt))
}

function pendingReceipt(operationId: string, { kind, identifier, name }: Attempt): WriteReceipt {
  return {
    operationId,
    kind,
    identifier,
    state: 'pending',
    requestId: null,
    httpStatus: null,
    cloudCode: null,
    cloudMessage: null,
    recommend: null,
    cause: null,
    joined: false,
    stored: true,
    attempt: name,
  }
}
