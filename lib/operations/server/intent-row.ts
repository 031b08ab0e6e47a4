import 'server-only'
import { actorLabel } from '#lib/auth/actor.ts'
import { searchableLines } from '#lib/certificates/search-text.ts'
import type { PreparedWrite } from '#lib/cloud/server/port.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { WRITE_DEADLINE_MS } from '../bounds.ts'
import type { WriteRequest } from './remote-write.ts'
import type { OperationRow } from './repository.ts'
import { writeSnapshot, type CertificateSnapshot } from './snapshot.ts'

/** An operation as it is recorded before its call. */
export function intentRow<Refusal>(
  ctx: VerbContext,
  request: WriteRequest<Refusal>,
  prepared: PreparedWrite,
  snapshot: CertificateSnapshot,
  now: number,
): OperationRow {
  return {
    id: request.operationId,
    kind: request.kind,
    identifier: request.target.identifier,
    state: 'pending',
    cause_proven: 0,
    request_id: null,
    http_status: null,
    cloud_code: null,
    cloud_message: null,
    recommend: null,
    cause: null,
    reason: request.reason,
    ticket: request.ticket,
    comment: request.comment,
    requested_by: actorLabel(ctx.actor),
    requester_id: 'userId' in ctx.actor ? ctx.actor.userId : null,
    requested_at: now,
    due_at: null,
    deadline_at: now + WRITE_DEADLINE_MS,
    settled_at: null,
    settled_by: null,
    settled_comment: null,
    attended_at: null,
    attended_by: null,
    attempt: ctx.correlationId,
    owner: ctx.writes.owner,
    nonce: prepared.nonce,
    acs_date: prepared.acsDate,
    access_key_id: prepared.accessKeyId,
    exchange: JSON.stringify({ request: prepared.request, answer: null, startedAt: now, endedAt: now }),
    snapshot: writeSnapshot(snapshot),
    readings: '[]',
    search_text: searchableLines([snapshot.identifier, snapshot.serialNumber, snapshot.commonName, request.ticket]),
    vendor_revoke_time: null,
    vendor_status_read_at: null,
  }
}
