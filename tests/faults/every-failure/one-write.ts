import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import type { Database } from '#lib/db/server/database.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { isOpen, type OperationKind } from '#lib/operations/state.ts'
import { writeBench, type WriteBench } from '#tests/contract/operations/support.ts'
import { certificateOf, succeeded, type ScriptedCloud } from '#tests/support/scripted-cloud.ts'
import { codeOf, type Bench, type End } from './loop.ts'

// A revocation or a deletion on a store and a vendor of which anything may fail, and the rules by which its end is
// judged: the same ones, whatever it was that failed.

export type VendorStep = ScriptedCloud['script'][number]

export type OneWrite = {
  readonly bench: WriteBench
  readonly kind: OperationKind
  readonly input: Record<string, unknown>
  readonly operationId: string
  readonly act: () => Promise<unknown>
  /** Calls that left before their intent was durable. */
  readonly early: string[]
  /** RequestIds that an answer brought. */
  readonly answered: string[]
}

/** `step`: what the vendor does and answers; by default it accepts. */
export async function oneWrite(parts: Bench, kind: OperationKind, step?: VendorStep): Promise<OneWrite> {
  const { failing, whole, emergency, clock } = parts
  const status = kind === 'delete' ? ({ vendorStatus: 'REVOKE' } as const) : {}
  const bench = await writeBench(failing, status, { emergency, clock, ratePerSecond: 200 })
  const input = await bench.confirmation(kind)
  const operationId = String(input['operationId'])
  // The reading of the dialog has grown old: it is repeated, and before a deletion the RevokeTime is asked for.
  clock.pass(31_000)
  const run = { bench, kind, input, operationId, early: [] as string[], answered: [] as string[] }
  const { outcome, applied } = step ?? { outcome: succeeded, applied: true }
  bench.cloud.script = [{ applied, outcome: (id) => noted(outcome(id), run.answered) }]
  bench.cloud.onWrite = async () => {
    if ((await operationOf(whole.db, operationId))?.state !== 'pending') run.early.push(operationId)
  }
  return { ...run, act: () => bench.confirm(kind, input) }
}

function noted<Outcome extends object>(outcome: Outcome, answered: string[]): Outcome {
  if ('requestId' in outcome && typeof outcome.requestId === 'string') answered.push(outcome.requestId)
  return outcome
}

/** What an operation on this certificate would have kept of it. */
export function snapshotIn({ certificates }: ScriptedCloud, identifier: string): string {
  const { serialNumber, commonName, caIdentifier, pem } = certificates.get(identifier) ?? certificateOf(identifier)
  return JSON.stringify({ identifier, serialNumber, commonName, caIdentifier, pem, notAfter: null })
}

async function operationOf(db: Database, id: string) {
  return db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst()
}

/**
 * The store is healed: what came of it then, what the worker makes of that, and whether the next try works.
 * `isReadable`: the store could still be read when the verb ended.
 */
export async function judgeWrite(
  parts: Bench,
  run: OneWrite,
  end: End,
  { isReadable }: { isReadable: boolean },
): Promise<void> {
  const { whole, emergency } = parts
  expect(run.early).toEqual([])
  expect(run.bench.cloud.writes.length).toBeLessThanOrEqual(1)
  await expectTruthTold(parts, run, end)
  if (isReadable && codeOf(end.result) !== null) expect(await operationOf(whole.db, run.operationId)).toBeUndefined()
  await expectSlotsAreLent(parts, run, end)
  await recover(parts, run)
  const state = await settledState(whole.db, run)
  expect(emergency.readAll()).toEqual([])
  await expectNextTryWorks(run, state)
}

/** What the operator was told is so: stored, or in the file from which the next start brings it home. */
async function expectTruthTold({ whole, emergency }: Bench, { operationId }: OneWrite, end: End): Promise<void> {
  const told = receiptIn(end)
  if (told === null) return
  const stored = await operationOf(whole.db, operationId)
  if (told.stored) expect(stored).toMatchObject({ state: told.state, request_id: told.requestId })
  else expect(emergency.readAll().join()).toContain(told.requestId ?? operationId)
}

function receiptIn({ result }: End) {
  type Receipt = { state: string; requestId: string | null; stored: boolean }
  const answer = result as { ok: true; value: Receipt } | { ok: false } | null
  return answer?.ok === true ? answer.value : null
}

/** A slot is free with the settlement, and else lent for no longer than a lease. */
async function expectSlotsAreLent({ whole, clock, engine }: Bench, { bench }: OneWrite, end: End): Promise<void> {
  const now = engine === 'sqlite' ? clock.now() : Date.now() + 1_000
  const rows = await whole.db.selectFrom('limiter_slots').selectAll().where('holder', 'is not', null).execute()
  for (const { lease_until: until } of rows) expect(until).toBeLessThanOrEqual(now + 30_000)
  const told = receiptIn(end)
  const isSettled = told?.stored === true && told.state !== 'pending'
  const ours = rows.filter(({ holder }) => holder?.startsWith(bench.ctx.writes.owner))
  if (isSettled) expect(ours).toEqual([])
}

/** What the next start and the worker do, when it is due. */
async function recover({ clock }: Bench, { bench }: OneWrite): Promise<void> {
  await importEmergencyRecords(bench.ctx)
  for (const later of [25_001, 10_000]) {
    clock.pass(later)
    await reconcileDue(bench.ctx)
  }
}

/** The one state in which it ends, which must be the truth; null where nothing was recorded. */
async function settledState(db: Database, run: OneWrite): Promise<string | null> {
  const { bench, operationId, answered } = run
  const operation = await operationOf(db, operationId)
  const rows = await db
    .selectFrom('audit_events')
    .select('outcome')
    .where('operation_id', '=', operationId)
    .where('action', '!=', 'import_emergency')
    .orderBy('sequence')
    .execute()
  const outcomes = rows.map(({ outcome }) => outcome)
  expect(await isInMirror(db, run)).toBe(operation?.state === 'succeeded')
  if (operation === undefined) {
    expect(bench.cloud.writes).toEqual([])
    expect(outcomes.filter((outcome) => outcome !== 'not_sent' && outcome !== 'denied')).toEqual([])
    return null
  }
  const { state } = operation
  expect(isOpen(state)).toBe(false)
  expect(state === 'succeeded').toBe(isDone(run))
  expect(operation.request_id).toBe(answered[0] ?? null)
  expect(outcomes.filter((outcome) => outcome === 'requested')).toHaveLength(1)
  expect(outcomes[0]).toBe('requested')
  expect(outcomes.at(-1)).toBe(state)
  expect(outcomes.filter((outcome) => outcome === state)).toHaveLength(1)
  return state
}

function isDone({ bench: { cloud, identifier }, kind }: OneWrite): boolean {
  const certificate = cloud.certificates.get(identifier)
  return kind === 'delete' ? certificate === undefined : certificate?.vendorStatus === 'REVOKE'
}

async function isInMirror(db: Database, { bench, kind }: OneWrite): Promise<boolean> {
  const row = await db
    .selectFrom('certificates')
    .select(['vendor_status', 'deleted_at'])
    .where('identifier', '=', bench.identifier)
    .executeTakeFirstOrThrow()
  return kind === 'delete' ? row.deleted_at !== null : row.vendor_status === 'REVOKE'
}

/** Whoever asks again gets the receipt of what was done, and a call of his own where nothing was. */
async function expectNextTryWorks({ bench, kind, input, operationId }: OneWrite, state: string | null): Promise<void> {
  const calls = bench.cloud.writes.length
  bench.cloud.script = []
  bench.cloud.onWrite = null
  if (state === 'succeeded') {
    const again = await bench.confirm(kind, { ...input, operationId: randomUUID() })
    expect(again).toMatchObject({ ok: true, value: { operationId, joined: true, state } })
    expect(bench.cloud.writes).toHaveLength(calls)
  } else {
    expect(await bench.write(kind)).toMatchObject({ state: 'succeeded', joined: false })
    expect(bench.cloud.writes).toHaveLength(calls + 1)
  }
}
