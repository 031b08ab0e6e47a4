import 'server-only'
import { actorLabel } from '#lib/auth/actor.ts'
import { isInEffect } from '#lib/certificates/server/mirror.ts'
import { err, ok, type Result } from '#lib/core/result.ts'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { WriteReceipt } from '../receipt.ts'
import type { OperationKind } from '../state.ts'
import { joinOperation, receiptOf } from './join.ts'
import type { Asked as Said } from './record-unsent.ts'
import { findForerunners, findOperation, type OperationRow } from './repository.ts'

// What a request may be about already: its own operation come a second time, one that is under way, one that is done.

export type KnownRefusal =
  /** The id was used for another certificate or another kind: a replayed or forged request. */
  { code: 'operation_id_taken' } | { code: 'operation_open'; operationId: string; kind: OperationKind }

/**
 * The same request again, an operation under way, or one that is done: whoever asks gets that one's receipt. Done is
 * what the newest reading shows as done: our word of old is no answer to a vendor that says otherwise.
 */
export async function findKnown(
  trx: Trx,
  ctx: VerbContext,
  request: Said,
): Promise<Result<WriteReceipt, KnownRefusal> | null> {
  const asked = { ...request, identifier: request.target.identifier }
  const { same, open, done } = await findForerunners(trx, asked)
  if (same) return sameOf(same, ctx, asked)
  if (open && open.kind !== request.kind) {
    return err({ code: 'operation_open', operationId: open.id, kind: open.kind })
  }
  const isDone = done !== undefined && (await isInEffect(trx, request.kind, asked.identifier))
  const known = open ?? (isDone ? done : null)
  if (!known) return null
  return ok(await joinOperation(trx, ctx, known, request))
}

/** What became of this very request, where its operation is recorded already. */
export async function findSame(db: Database | Trx, ctx: VerbContext, asked: Asked): Promise<Same | null> {
  const same = await findOperation(db, asked.operationId)
  return same ? sameOf(same, ctx, asked) : null
}

export type Asked = { operationId: string; kind: OperationKind; identifier: string }
export type Same = Result<WriteReceipt, { code: 'operation_id_taken' }>

function sameOf(same: OperationRow, ctx: VerbContext, asked: Asked): Same {
  if (same.identifier !== asked.identifier || same.kind !== asked.kind) return err({ code: 'operation_id_taken' })
  return ok(receiptOf(same, { joined: same.requested_by !== actorLabel(ctx.actor) }))
}
