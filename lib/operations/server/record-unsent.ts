import 'server-only'
import type { AuditAction, AuditEvent, AuditTarget } from '#lib/audit/event.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { OperationKind } from '../state.ts'
import { actionOf } from './audit-words.ts'

/** What was asked for, as every event about it says. */
export type Asked = {
  kind: OperationKind
  target: AuditTarget
  operationId: string
  reason: string
  ticket: string
  comment: string
  /** The verb, where it is not the one that carries this kind out at once. */
  action?: AuditAction
}

export function eventOf({ kind, target, operationId, reason, ticket, comment, action = actionOf(kind) }: Asked) {
  return { action, target, operationId, reason, ticket, comment }
}

/**
 * An attempt that ended before anything could be recorded of it. Nothing was sent, so a store that does not take this
 * either changes nothing but where it stands: in the log.
 */
export async function recordUnsent(
  ctx: VerbContext,
  asked: Asked,
  end: Pick<AuditEvent, 'outcome' | 'requestId' | 'details'>,
): Promise<void> {
  try {
    await transaction(ctx.db, (trx) => recordEvent(trx, ctx, { ...eventOf(asked), ...end }))
  } catch (cause) {
    const failure = storeFailureOf(cause)
    if (failure === null) throw cause
    const { operationId, kind, target } = asked
    ctx.log('error', 'an attempt of which nothing was sent could not be recorded', {
      correlationId: ctx.correlationId,
      operationId,
      kind,
      identifier: target.identifier,
      failure,
    })
  }
}
