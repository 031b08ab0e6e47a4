import 'server-only'
import path from 'node:path'
import { z } from 'zod'
import { lockEventsOfOperation } from '#lib/audit/server/of-operation.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { lockCertificate } from '#lib/certificates/server/mirror.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { operationStates } from '../state.ts'
import { actionOf } from './audit-words.ts'
import type { EmergencyRecord } from './emergency.ts'
import { recordAnswer } from './record-answer.ts'
import { findOperation } from './repository.ts'

/**
 * Brings home what the emergency files of this data directory hold, and returns how many answers that were. Run at
 * every start, by console and worker: of two at once, one does it. A line goes when it is stored and not before, so
 * while the store takes nothing this throws, and whoever called it tries again. A line that cannot be understood is
 * kept aside for a person and stops no other.
 */
export async function importEmergencyRecords(ctx: VerbContext): Promise<number> {
  let imported = 0
  for (const line of ctx.writes.emergency.readAll()) {
    const failure = await importLine(ctx, line)
    if (failure === null) imported += 1
    if (failure === null || (await keepAside(ctx, line, failure))) ctx.writes.emergency.forget(line)
  }
  return imported
}

/** Null, or why this line can never be imported. Throws when the store would not take it now. */
async function importLine(ctx: VerbContext, line: string): Promise<string | null> {
  const record = recordIn(line)
  if (record === null) return 'unreadable'
  try {
    await storeAnswer(ctx, record)
    ctx.writes.reached('imported')
    return null
  } catch (cause) {
    if (storeFailureOf(cause) !== null) throw cause
    return cause instanceof Error ? cause.name : 'unknown'
  }
}

const recordSchema = z.object({
  operationId: z.string().min(1),
  settlement: z.looseObject({ state: z.enum(operationStates), request_id: z.string().nullish() }),
})

function recordIn(line: string): EmergencyRecord | null {
  try {
    return recordSchema.parse(JSON.parse(line)) as EmergencyRecord
  } catch {
    return null
  }
}

async function storeAnswer(ctx: VerbContext, { operationId, settlement }: EmergencyRecord): Promise<void> {
  await transaction(ctx.db, async (trx) => {
    const row = await findOperation(trx, operationId)
    if (row) await lockCertificate(trx, row.identifier)
    // Another process was first, or this one died before it could forget the line.
    const events = await lockEventsOfOperation(trx, operationId)
    if (events.some(({ action }) => action === 'import_emergency')) return
    await recordEvent(trx, ctx, {
      action: 'import_emergency',
      outcome: 'done',
      operationId,
      requestId: settlement.request_id ?? undefined,
      details: { state: settlement.state, isKnown: row !== undefined },
    })
    // The transaction that seemed lost was not, only the word that it was committed.
    const isHome =
      row && events.some((event) => event.action === actionOf(row.kind) && event.outcome === settlement.state)
    if (row && !isHome) await recordAnswer(trx, ctx, row, settlement)
  })
}

/** True when it stands in a file of its own and the audit says that a person has to look. */
async function keepAside(ctx: VerbContext, line: string, why: string): Promise<boolean> {
  const file = asideFileFor(ctx, line)
  const told = { why, file, correlationId: ctx.correlationId }
  ctx.log('error', 'a line of the emergency file cannot be imported: it may hold a RequestId, look at it', told)
  if (file === null) return false
  const details = { why, file: path.basename(file) }
  await transaction(ctx.db, (trx) =>
    recordEvent(trx, ctx, { action: 'import_emergency', outcome: 'needs_human', details }),
  )
  return true
}

/** Null while the disk has no room for it: it then stays where it is. */
function asideFileFor(ctx: VerbContext, line: string): string | null {
  try {
    return ctx.writes.emergency.setAside(line)
  } catch {
    return null
  }
}
