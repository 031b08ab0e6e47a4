import { expect } from 'vitest'
import type { Database } from '#lib/db/server/database.ts'
import { cloudOperations } from '#lib/operations/server/remote-write.ts'
import { isOpen, type OperationKind } from '#lib/operations/state.ts'
import type { LedgerEntry } from '../support/emulator-neighbour.ts'
import type { Report } from './fault-process.ts'

// Operations, audit, mirror and the emulator's ledger, side by side: what the store says must be what happened.

/** A write whose process was killed at `point`; `scheduled`: a deletion whose day had come. */
export type Killed = { kind: OperationKind | 'scheduled'; point: string; identifier: string; operationId: string }

/** What was known before anything was brought home or read back: in the store, in the emergency file, to a person. */
export type Heard = { stored: ReadonlyMap<string, string>; kept: readonly string[]; told: readonly Report[] }

export type Found = { operations: number; requestIds: number; lost: number; doubled: number }

/** The RequestIds that the store has, by operation. */
export async function requestIdsOf(db: Database, killed: readonly Killed[]): Promise<Map<string, string>> {
  const ids = killed.map(({ operationId }) => operationId)
  const rows = await db.selectFrom('operations').select(['id', 'request_id']).where('id', 'in', ids).execute()
  return new Map(
    rows.flatMap(({ id, request_id: requestId }) => (requestId === null ? [] : [[id, requestId] as const])),
  )
}

/** Throws where one of them is not as it must be; answers with what was counted. */
export async function compare(
  db: Database,
  killed: readonly Killed[],
  { calls, heard }: { calls: readonly LedgerEntry[]; heard: Heard },
): Promise<Found> {
  const found: Found = { operations: 0, requestIds: 0, lost: 0, doubled: 0 }
  const after = await requestIdsOf(db, killed)
  for (const one of killed) {
    const writes = calls.filter(
      (call) =>
        call.operation === cloudOperations[operationOf(one)] && call.parameters['Identifier'] === one.identifier,
    )
    found.operations += 1
    if (writes.length > 1) found.doubled += 1
    const ids = heardOf(one, heard)
    found.requestIds += ids.length
    found.lost += ids.filter((id) => after.get(one.operationId) !== id).length
    await expectTruth(db, one, writes)
  }
  expect({ lost: found.lost, doubled: found.doubled }).toEqual({ lost: 0, doubled: 0 })
  return found
}

function operationOf({ kind }: Killed): OperationKind {
  return kind === 'scheduled' ? 'delete' : kind
}

function heardOf({ operationId }: Killed, { stored, kept, told }: Heard): string[] {
  const inFile = kept
    .map((line) => JSON.parse(line) as { operationId: string; settlement: { request_id?: string | null } })
    .filter((record) => record.operationId === operationId)
    .map(({ settlement }) => settlement.request_id)
  const toPerson = told.filter((report) => report.operationId === operationId).map(({ requestId }) => requestId)
  const all = [stored.get(operationId), ...inFile, ...toPerson]
  return [...new Set(all.filter((id) => typeof id === 'string'))]
}

async function expectTruth(db: Database, one: Killed, calls: readonly LedgerEntry[]): Promise<void> {
  const said = `${one.kind} killed at "${one.point}"`
  const isDone = calls.some(({ applied }) => applied)
  const operation = await db.selectFrom('operations').selectAll().where('id', '=', one.operationId).executeTakeFirst()
  const outcomes = await outcomesOf(db, one.operationId)
  expect(await isInMirror(db, one), said).toBe(isDone)
  expect(calls.length, said).toBeLessThanOrEqual(1)
  if (operation === undefined) {
    expect({ calls, outcomes }, said).toEqual({ calls: [], outcomes: [] })
    return
  }
  const { state, request_id: requestId } = operation
  expect(isOpen(state), `${said}: ${state}`).toBe(false)
  expect(state, said).toBe(isDone ? 'succeeded' : 'not_done')
  if (requestId !== null) expect(requestId, said).toBe(calls[0]?.requestId)
  if (one.kind === 'scheduled') expect(outcomes.shift(), said).toBe('scheduled')
  expect(outcomes[0], said).toBe('requested')
  expect(
    outcomes.filter((outcome) => outcome === 'requested'),
    said,
  ).toHaveLength(1)
  expect(outcomes.at(-1), said).toBe(state)
  if (one.kind === 'revoke' && isDone) expect(operation.vendor_status_read_at, said).not.toBeNull()
}

/** In the audit's order, less the record that something came home. */
async function outcomesOf(db: Database, operationId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('audit_events')
    .select('outcome')
    .where('operation_id', '=', operationId)
    .where('action', '!=', 'import_emergency')
    .orderBy('sequence')
    .execute()
  return rows.map(({ outcome }) => outcome)
}

async function isInMirror(db: Database, { kind, identifier }: Killed): Promise<boolean> {
  const row = await db
    .selectFrom('certificates')
    .select(['vendor_status', 'deleted_at'])
    .where('identifier', '=', identifier)
    .executeTakeFirst()
  return kind === 'revoke' ? row?.vendor_status === 'REVOKE' : (row?.deleted_at ?? null) !== null
}
