import 'server-only'
import { raiseAlarm } from '#lib/alarms/server/raise.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Trx } from '#lib/db/server/database.ts'
import type { EvidenceContext } from './context.ts'
import type { Judgement } from './judge.ts'
import type { PublicationRow } from './repository.ts'

/**
 * What has been found out, in the audit, in the transaction that writes it down. What clients would trust although it
 * was revoked is an alarm besides.
 */
export async function tellFinding(
  trx: Trx,
  ctx: EvidenceContext,
  row: PublicationRow,
  finding: NonNullable<Judgement['finding']>,
): Promise<void> {
  const about = {
    target: { identifier: row.identifier, serialNumber: row.serial_number, commonName: row.common_name },
    operationId: row.operation_id ?? undefined,
  }
  if (finding === 'overdue' || finding === 'vanished') {
    const details = {
      url: row.url,
      expectedBy: rfc3339(row.expected_by),
      problem: row.problem,
      crlSha256: row.watch_sha256 ?? row.absent_sha256,
      trustedUntil: rfc3339(row.not_after),
    }
    const kind = finding === 'overdue' ? 'not_published' : 'vanished_from_crl'
    await raiseAlarm(trx, ctx, { kind, subject: row.identifier, about, caIdentifier: row.ca_identifier, details })
    return
  }
  const sha256 = finding === 'published' ? row.crl_sha256 : row.watch_sha256
  await recordEvent(trx, ctx, {
    ...about,
    action: 'crl_finding',
    outcome: 'done',
    details: { finding, crlSha256: sha256, crlNumber: finding === 'published' ? row.crl_number : null, url: row.url },
  })
}
