import 'server-only'
import { actorLabel, type Actor } from '#lib/auth/actor.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { AuditEvent } from '../event.ts'
import { RECORD_VERSION, type AuditRecord, type RecordedActor } from '../record.ts'
import { chainHashOf, recordHashOf } from './chain.ts'
import { recordBytes } from './record-bytes.ts'
import { appendRow, lockHead } from './repository.ts'

/** Who, in the course of what, and when: part of every VerbContext. */
export type RecordContext = {
  readonly actor: Actor
  readonly correlationId: string
  readonly clock: Clock
}

/**
 * Appends an event to the audit chain inside the caller's transaction: what happened and its record are stored
 * together or not at all. Records of all processes queue here for the rest of their transactions, so call it last
 * and keep the transaction short. Throws whatever the store throws; the caller then must not act.
 */
export async function recordEvent(
  trx: Trx,
  context: RecordContext,
  event: AuditEvent,
): Promise<{ sequence: number; hash: string }> {
  const head = await lockHead(trx)
  const sequence = head.sequence + 1
  const at = context.clock.now()
  const record = recordOf(context, event, sequence, at)
  const bytes = recordBytes(record)
  const recordHash = recordHashOf(bytes)
  const hash = chainHashOf(head.hash, recordHash)
  await appendRow(trx, { record, bytes, recordHash, previousHash: head.hash, hash, at })
  return { sequence, hash }
}

function recordOf(context: RecordContext, event: AuditEvent, sequence: number, at: number): AuditRecord {
  return {
    v: RECORD_VERSION,
    sequence,
    at: new Date(at).toISOString(),
    actor: recordedActor(context.actor),
    address: 'address' in context.actor ? context.actor.address : null,
    action: event.action,
    outcome: event.outcome,
    target: event.target ?? null,
    requestId: event.requestId ?? null,
    operationId: event.operationId ?? null,
    reason: event.reason ?? null,
    ticket: event.ticket ?? null,
    comment: event.comment ?? null,
    correlationId: context.correlationId,
    details: event.details ?? null,
  }
}

function recordedActor(actor: Actor): RecordedActor {
  const { kind } = actor
  const label = actorLabel(actor)
  switch (kind) {
    case 'user':
      return { kind, label, userId: actor.userId, role: actor.role, session: actor.sessionHash }
    case 'deputy':
      return { kind: 'user', label, userId: actor.userId, role: actor.role, via: `worker:${actor.worker}` }
    case 'anonymous':
    case 'worker':
    case 'shell':
      return { kind, label }
  }
}
