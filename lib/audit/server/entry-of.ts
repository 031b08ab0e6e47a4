import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { AuditEntry } from '../entry.ts'
import { parseRecord } from './record-bytes.ts'
import type { AuditRow } from './repository.read.ts'

/** The record's own words where it can be read, else what the searchable columns hold. */
export function entryOf(row: AuditRow): AuditEntry {
  const record = parseRecord(row.record)
  return {
    sequence: row.sequence,
    at: rfc3339(row.at) ?? '',
    actor: record?.actor.label ?? row.actor,
    via: record?.actor.via ?? null,
    action: row.action,
    identifier: record?.target?.identifier ?? row.identifier,
    serialNumber: record?.target?.serialNumber ?? row.serial_number,
    commonName: record?.target?.commonName ?? row.common_name,
    outcome: row.outcome,
    requestId: row.request_id,
    reason: record?.reason ?? null,
    ticket: record?.ticket ?? null,
    address: record?.address ?? null,
    correlationId: row.correlation_id,
    hash: row.hash,
  }
}
