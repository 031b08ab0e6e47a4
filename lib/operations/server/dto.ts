import 'server-only'
import { maskAccessKeyId } from '#lib/cloud/server/exchange.ts'
import type { Exchange } from '#lib/cloud/server/port.ts'
import type { CrlMark } from '#lib/evidence/publication.ts'
import type { Operation, OperationDetail, OperationExchange, OperationSummary, OperationTarget } from '../operation.ts'
import { nextReadAt, readingsMade } from '../reading.ts'
import { nextTryAt } from '../schedule.ts'
import { readReadings } from './readings.ts'
import type { OperationRow } from './repository.ts'
import { readSnapshot, type CertificateSnapshot } from './snapshot.ts'

export type JoinRow = {
  operation_id: string
  joined_by: string
  reason: string
  ticket: string
  comment: string
  at: number
}

function instant(at: number): string {
  return new Date(at).toISOString()
}

function maybeInstant(at: number | null): string | null {
  return at === null ? null : instant(at)
}

export function toOperation(row: OperationRow, joins: readonly JoinRow[]): Operation {
  return {
    id: row.id,
    kind: row.kind,
    identifier: row.identifier,
    state: row.state,
    causeProven: row.cause_proven === 1,
    requestId: row.request_id,
    cloudCode: row.cloud_code,
    reason: row.reason,
    ticket: row.ticket,
    comment: row.comment,
    requestedBy: row.requested_by,
    joinedBy: [...new Set(joins.filter((join) => join.operation_id === row.id).map((join) => join.joined_by))],
    requestedAt: instant(row.requested_at),
    dueAt: maybeInstant(row.due_at),
    deadlineAt: instant(row.deadline_at),
    settledAt: maybeInstant(row.settled_at),
    settledBy: row.settled_by,
    attendedAt: maybeInstant(row.attended_at),
  }
}

/** Rows with what else their lists show; `evidence` by Identifier. */
export function toSummary(
  row: OperationRow,
  joins: readonly JoinRow[],
  evidence: ReadonlyMap<string, CrlMark>,
): OperationSummary {
  const { commonName, serialNumber } = readSnapshot(row.snapshot)
  const isRevoked = row.kind === 'revoke' && row.state === 'succeeded'
  return {
    ...toOperation(row, joins),
    commonName,
    serialNumber,
    cause: row.cause,
    nextReadAt: dueOf(row),
    crlEvidence: isRevoked ? (evidence.get(row.identifier) ?? null) : null,
  }
}

export function toDetail(
  row: OperationRow,
  joins: readonly JoinRow[],
  events: readonly { sequence: number; action: string; outcome: string; actor: string }[],
  { showsKey }: { showsKey: boolean },
): Omit<OperationDetail, 'answeredAt' | 'publication'> {
  const readings = readReadings(row.readings)
  return {
    ...toOperation(row, joins),
    httpStatus: row.http_status,
    cloudMessage: row.cloud_message,
    recommend: row.recommend,
    cause: row.cause,
    settledByPerson: row.settled_by === 'human' ? whoSettled(row, events) : null,
    attendedBy: row.attended_by,
    settledComment: row.settled_comment,
    joins: joins
      .filter((join) => join.operation_id === row.id)
      .map(({ joined_by: by, at, reason, ticket, comment }) => ({ by, at: instant(at), reason, ticket, comment })),
    certificate: targetOf(readSnapshot(row.snapshot)),
    exchange: toExchange(JSON.parse(row.exchange) as Exchange | null),
    readings: readings.map(({ at, found, failure = null }) => ({ at: instant(at), found, failure })),
    readingsMade: readingsMade(readings),
    nextReadAt: dueOf(row),
    vendorRevokeTime: maybeInstant(row.vendor_revoke_time),
    vendorStatusReadAt: maybeInstant(row.vendor_status_read_at),
    nonce: row.nonce,
    acsDate: row.acs_date,
    accessKeyId: showsKey ? row.access_key_id : maskAccessKeyId(row.access_key_id),
    auditSequences: events.map(({ sequence }) => sequence),
    unstored: null,
  }
}

function whoSettled(row: OperationRow, events: readonly { action: string; outcome: string; actor: string }[]) {
  const verb = row.state === 'cancelled' ? 'cancel_deletion' : 'settle_operation'
  return events.find(({ action, outcome }) => action === verb && outcome === row.state)?.actor ?? null
}

/** Without what the certificate's own page shows. */
function targetOf({
  pem,
  sha256,
  chain,
  revokeTime,
  revokeTimeUnread,
  ...target
}: CertificateSnapshot): OperationTarget {
  return target
}

function dueOf({ state, due_at: dueAt, deadline_at: deadlineAt, readings: stored }: OperationRow): string | null {
  const readings = readReadings(stored)
  if (state === 'scheduled') return maybeInstant(dueAt === null ? null : nextTryAt({ dueAt, tries: readings }))
  return maybeInstant(nextReadAt({ state, deadlineAt, readings }))
}

function toExchange(exchange: Exchange | null): OperationExchange | null {
  return exchange === null
    ? null
    : { ...exchange, startedAt: instant(exchange.startedAt), endedAt: instant(exchange.endedAt) }
}
