import 'server-only'
import { recordEvent } from '#lib/audit/server/record.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { EmergencyRecord } from './emergency.ts'
import { recordAnswer } from './record-answer.ts'
import { findOperation } from './repository.ts'

/**
 * Brings home what the emergency file holds. Run at every start, and harmless when run twice: an answer that is
 * known already changes nothing. Returns how many were brought home. The file is cleared only when all were.
 */
export async function importEmergencyRecords(ctx: VerbContext): Promise<number> {
  const lines = ctx.writes.emergency.readAll()
  for (const line of lines) {
    const { operationId, settlement } = JSON.parse(line) as EmergencyRecord
    await transaction(ctx.db, async (trx) => {
      const row = await findOperation(trx, operationId)
      if (row) await lockCertificate(trx, row.identifier)
      await recordEvent(trx, ctx, {
        action: 'import_emergency',
        outcome: 'done',
        operationId,
        requestId: settlement.request_id ?? undefined,
        details: { state: settlement.state, isKnown: row !== undefined },
      })
      if (row) await recordAnswer(trx, ctx, row, settlement)
    })
  }
  if (lines.length > 0) ctx.writes.emergency.clear()
  return lines.length
}
