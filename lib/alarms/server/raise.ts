import 'server-only'
import { randomUUID } from 'node:crypto'
import type { AuditTarget } from '#lib/audit/event.ts'
import { recordEvent, type RecordContext } from '#lib/audit/server/record.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { AlarmKind } from '../alarm.ts'
import { insertAlarm } from './repository.ts'

export type RaisedAlarm = {
  kind: AlarmKind
  /** One alarm of a kind is open on a subject. */
  subject: string
  about: { target: AuditTarget; operationId: string | undefined }
  caIdentifier: string | null
  details: {
    trustedUntil: string | null
    url: string | null
    crlSha256: string | null
    expectedBy: string | null
    problem: string | null
  }
}

/** Raises an alarm and records it, in the caller's transaction. An open one on the same subject stands for it. */
export async function raiseAlarm(trx: Trx, context: RecordContext, alarm: RaisedAlarm): Promise<void> {
  const { kind, subject, about, caIdentifier, details } = alarm
  const isNew = await insertAlarm(trx, {
    id: randomUUID(),
    kind,
    subject,
    identifier: about.target.identifier,
    ca_identifier: caIdentifier,
    operation_id: about.operationId ?? null,
    details: JSON.stringify({ ...details, target: about.target }),
    raised_at: context.clock.now(),
    acknowledged_at: null,
    acknowledged_by: null,
    comment: '',
  })
  if (!isNew) return
  await recordEvent(trx, context, {
    ...about,
    action: 'raise_alarm',
    outcome: 'done',
    details: { alarm: kind, ...details },
  })
}
