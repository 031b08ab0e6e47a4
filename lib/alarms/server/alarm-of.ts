import 'server-only'
import type { AuditTarget } from '#lib/audit/event.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Alarm } from '../alarm.ts'
import type { AlarmRow } from './repository.ts'

type StoredDetails = { target?: AuditTarget; trustedUntil?: string | null }

/** Our own bytes, so their shape is known. */
function detailsOf(row: AlarmRow): StoredDetails {
  return JSON.parse(row.details) as StoredDetails
}

export function targetOf(row: AlarmRow): AuditTarget | null {
  return detailsOf(row).target ?? null
}

export function alarmOf(row: AlarmRow): Alarm {
  const { target, trustedUntil } = detailsOf(row)
  return {
    id: row.id,
    kind: row.kind,
    identifier: row.identifier,
    commonName: target?.commonName ?? '',
    serialNumber: target?.serialNumber ?? '',
    operationId: row.operation_id,
    trustedUntil: trustedUntil ?? null,
    raisedAt: new Date(row.raised_at).toISOString(),
    acknowledgedAt: rfc3339(row.acknowledged_at),
    acknowledgedBy: row.acknowledged_by,
    comment: row.comment,
  }
}
