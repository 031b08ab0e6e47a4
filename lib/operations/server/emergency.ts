import 'server-only'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { Settlement } from './answer.ts'
import type { OperationRow } from './repository.ts'

// An answer that the store would not take. The RequestId in it exists nowhere else on this machine, so it goes to
// two places that need no free space: stderr, and a file whose bytes are there already.

export type EmergencyRecord = { operationId: string; settlement: Settlement }

/**
 * What `store` makes of an answer, or null when the store would not take it: then the answer stands in the emergency
 * file. It stands there too from the moment at which the console is told to stop until it is stored, since a stop
 * does not wait for a store for as long as a store may take.
 */
export async function storedOrKept<Stored>(
  ctx: VerbContext,
  row: OperationRow,
  settlement: Settlement,
  store: () => Promise<Stored>,
): Promise<Stored | null> {
  const { stopping } = ctx.writes
  const line = lineOf(row, settlement)
  const file = { hasIt: false }
  const keep = (): void => {
    file.hasIt ||= keepLine(ctx, row, line)
  }
  stopping.addEventListener('abort', keep, { once: true })
  if (stopping.aborted) keep()
  try {
    const stored = await store()
    if (file.hasIt) forgetLine(ctx, row, line)
    return stored
  } catch (cause) {
    tellUnstored(ctx, row, settlement, cause)
    keep()
    return null
  } finally {
    stopping.removeEventListener('abort', keep)
  }
}

/** The exchange can be long; what must survive is the outcome and the RequestId. */
function lineOf(row: OperationRow, settlement: Settlement): string {
  const record: EmergencyRecord = { operationId: row.id, settlement: { ...settlement, exchange: row.exchange } }
  return JSON.stringify(record)
}

function tellUnstored(ctx: VerbContext, row: OperationRow, settlement: Settlement, cause: unknown): void {
  ctx.log('error', 'an answer could not be stored; its RequestId stands here', {
    operationId: row.id,
    identifier: row.identifier,
    kind: row.kind,
    state: settlement.state,
    requestId: settlement.request_id ?? null,
    correlationId: ctx.correlationId,
    cause: nameOf(cause),
  })
}

/** Whether the file took it. */
function keepLine(ctx: VerbContext, row: OperationRow, line: string): boolean {
  try {
    ctx.writes.emergency.append(line)
    ctx.writes.reached('kept')
    return true
  } catch (full) {
    ctx.log('error', 'the emergency file would not take an answer', { operationId: row.id, cause: nameOf(full) })
    return false
  }
}

/** A line that stays says what the store knows already: the next start finds it so. */
function forgetLine(ctx: VerbContext, row: OperationRow, line: string): void {
  try {
    ctx.writes.emergency.forget(line)
  } catch (cause) {
    ctx.log('warn', 'a stored answer stays in the emergency file', { operationId: row.id, cause: nameOf(cause) })
  }
}

function nameOf(cause: unknown): string {
  return cause instanceof Error ? cause.name : 'unknown'
}
