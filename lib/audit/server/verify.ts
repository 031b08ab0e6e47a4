import 'server-only'
import { ok, type Result } from '#lib/core/result.ts'
import type { Database } from '#lib/db/server/database.ts'
import { transaction } from '#lib/db/server/transaction.ts'
import { verb } from '#lib/service/server/verb.ts'
import { z } from 'zod'
import type { AuditProblem, AuditVerification } from '../entry.ts'
import { chainHashOf, GENESIS_HASH, recordHashOf } from './chain.ts'
import { recordEvent } from './record.ts'
import { columnsOf } from './repository.ts'
import { parseRecord } from './record-bytes.ts'
import { readHead, type AuditRow } from './repository.read.ts'
import { walkChain } from './walk.ts'

/**
 * Recomputes the chain as it is stored. What it finds becomes an audit record of its own. A chain that was rewritten
 * as a whole holds together: against that helps only what has left this store (exports, signed checkpoints).
 */
export const verifyAudit = verb({
  name: 'verify_audit',
  permission: 'audit.verify',
  kind: 'read',
  input: z.strictObject({}),
  run: async (ctx): Promise<Result<AuditVerification, never>> => {
    const verification = await verifyChain(ctx.db)
    const { count, firstBad } = verification
    await transaction(ctx.db, (trx) =>
      recordEvent(trx, ctx, { action: 'verify_audit', outcome: 'done', details: { count, firstBad } }),
    )
    return ok(verification)
  },
})

/** Walks the whole chain up to the head as it is now. */
export async function verifyChain(db: Database): Promise<AuditVerification> {
  const head = await readHead(db)
  let previous = { sequence: 0, hash: GENESIS_HASH }
  for await (const rows of walkChain(db, head.sequence)) {
    for (const row of rows) {
      const problem = problemOf(row, previous)
      if (problem === 'missing') return failed(previous.sequence, head, previous.sequence + 1, problem)
      if (problem !== null) return failed(previous.sequence, head, row.sequence, problem)
      previous = { sequence: row.sequence, hash: row.hash }
    }
  }
  if (previous.sequence < head.sequence) return failed(previous.sequence, head, previous.sequence + 1, 'missing')
  if (previous.hash !== head.hash) return failed(previous.sequence, head, previous.sequence, 'head')
  return { count: previous.sequence, head, firstBad: null }
}

function failed(
  count: number,
  head: AuditVerification['head'],
  sequence: number,
  problem: AuditProblem,
): AuditVerification {
  return { count, head, firstBad: { sequence, problem } }
}

function problemOf(row: AuditRow, previous: { sequence: number; hash: string }): AuditProblem | null {
  if (row.sequence !== previous.sequence + 1) return 'missing'
  if (recordHashOf(row.record) !== row.record_hash) return 'record'
  if (row.previous_hash !== previous.hash) return 'chain'
  if (chainHashOf(previous.hash, row.record_hash) !== row.hash) return 'chain'
  return areColumnsTrue(row) ? null : 'columns'
}

/** The columns are what a reader searches by: one that was changed would hide a record that is still there. */
function areColumnsTrue(row: AuditRow): boolean {
  const record = parseRecord(row.record)
  if (record === null || record.sequence !== row.sequence || Date.parse(record.at) !== row.at) return false
  const expected = columnsOf(record)
  return (
    expected.action === row.action &&
    expected.outcome === row.outcome &&
    expected.actor === row.actor &&
    expected.identifier === row.identifier &&
    expected.serial_number === row.serial_number &&
    expected.common_name === row.common_name &&
    expected.request_id === row.request_id &&
    expected.operation_id === row.operation_id &&
    expected.correlation_id === row.correlation_id
  )
}
