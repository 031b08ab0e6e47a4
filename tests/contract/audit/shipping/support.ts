import { createCheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { recordEvent } from '#lib/audit/server/record.ts'
import { announceDestinations } from '#lib/audit/server/ship/announce.ts'
import type { Destination, ShipFailure, ShippedLine } from '#lib/audit/server/ship/destination.ts'
import type { Shipper } from '#lib/audit/server/ship/shipper.ts'
import type { Result } from '#lib/core/result.ts'
import { ok } from '#lib/core/result.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { Log } from '#lib/log/server/log.ts'
import { auditSealNumber } from '#tests/support/audit-key.ts'

export const NOON = Date.UTC(2026, 10, 24, 12)
export const running = new AbortController().signal

export type TestContext = {
  db: Database
  actor: { kind: 'worker'; name: string }
  correlationId: string
  clock: { now: () => number }
  log: Log
}

export function contextOn(
  { db }: { db: Database },
  { now = () => NOON, log = () => undefined }: { now?: () => number; log?: Log } = {},
): TestContext {
  return { db, actor: { kind: 'worker', name: 'ship' }, correlationId: 'c', clock: { now }, log }
}

/** So many records, in one transaction. */
export async function happen(context: TestContext, count = 1, comment = 'said'): Promise<void> {
  await transaction(context.db, async (trx) => {
    for (let number = 0; number < count; number += 1) {
      await recordEvent(trx, context, { action: 'sign_in', outcome: 'done', comment: `${comment} ${String(number)}` })
    }
  })
}

/** Signs the head as the worker does when it stops. */
export async function sign(context: TestContext): Promise<void> {
  await createCheckpointSigner(auditSealNumber(1)).sign(context, { atOnce: true })
}

/** What a destination got, and how it answered: by `answer`, or by taking everything. */
export function memoryDestination(
  answer: (lines: readonly ShippedLine[], signal: AbortSignal) => Promise<Result<null, ShipFailure>> = async () =>
    ok(null),
  limits: Destination['limits'] = { records: 500, bytes: 64 * 1024 },
): { destination: Destination; batches: ShippedLine[][]; text: () => string } {
  const batches: ShippedLine[][] = []
  return {
    destination: {
      kind: 'webhook',
      fingerprint: 'f',
      address: 'https://siem.example',
      limits,
      deliver: async (lines, signal) => {
        batches.push([...lines])
        return answer(lines, signal)
      },
    },
    batches,
    text: () => batches.flatMap((lines) => lines.map(({ text }) => text)).join(''),
  }
}

export async function announced(context: TestContext, ...destinations: Destination[]): Promise<void> {
  await announceDestinations(context.db, context, destinations)
}

/** Turns until nothing is due, or so often; answers after how long the next turn is. */
export async function shipAll(shipper: Shipper, context: TestContext, turns = 10_000): Promise<number> {
  for (let turn = 0; turn < turns; turn += 1) {
    const next = await shipper.turn(context, running)
    if (next > 0) return next
  }
  return 0
}

type Found = { record: string[]; checkpoint: string[] }

/**
 * Judges what arrived by what the store holds: every line whole and byte for byte the stored one, first occurrences in
 * order and without a gap, a checkpoint behind its record. Answers with how many lines were repeated.
 */
export async function judge(
  arrived: string,
  db: Database,
): Promise<{ repeated: number; records: number; checkpoints: number }> {
  const rows = await db.selectFrom('audit_events').select(['sequence', 'hash', 'record']).orderBy('sequence').execute()
  const signed = await db.selectFrom('audit_checkpoints').selectAll().orderBy('sequence').execute()
  const records = rows.map(
    ({ sequence, hash, record }) => `{"sequence":${sequence},"hash":"${hash}","record":${record}}`,
  )
  const checkpoints = signed.map(
    (one) => `{"checkpoint":${one.statement},"publicKey":"${one.public_key}","signature":"${one.signature}"}`,
  )
  if (arrived !== '' && !arrived.endsWith('\n')) throw new Error('the last line has no end')
  const lines = arrived.split('\n').slice(0, -1)
  const found: Found = { record: [], checkpoint: [] }
  const seen = new Set<string>()
  for (const line of lines) {
    const kind = line.startsWith('{"checkpoint":') ? 'checkpoint' : 'record'
    if (seen.has(line)) continue
    seen.add(line)
    const expected = (kind === 'record' ? records : checkpoints)[found[kind].length]
    if (line !== expected) throw new Error(`out of order, or not as it is stored: ${line.slice(0, 120)}`)
    found[kind].push(line)
    const named = signed[found.checkpoint.length - 1]?.sequence ?? 0
    if (kind === 'checkpoint' && named > found.record.length) throw new Error('a checkpoint came before its record')
  }
  return { repeated: lines.length - seen.size, records: found.record.length, checkpoints: found.checkpoint.length }
}
