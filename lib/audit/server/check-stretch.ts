import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import type { AuditProblem } from '../entry.ts'
import { chainHashOf, GENESIS_HASH, recordHashOf } from './chain.ts'
import { isCheckpointTrue, type Checkpoint } from './checkpoint.ts'
import { keysOfLog, type KeyOfLog } from './key-of-log.ts'
import { parseRecord } from './record-bytes.ts'
import { columnsOf } from './repository.ts'
import { readCheckpoints } from './repository.checkpoints.ts'
import type { AuditRow } from './repository.read.ts'
import { walkChain } from './walk.ts'

export type ChainPlace = { readonly sequence: number; readonly hash: string }

export const GENESIS: ChainPlace = { sequence: 0, hash: GENESIS_HASH }

export type CheckedStretch = {
  /** The last record that holds on to the one before it. */
  reached: ChainPlace
  /** Epoch ms of the latest record on the way; null where there was none. */
  latestAt: number | null
  checkpoints: { count: number; last: Checkpoint | null }
  firstBad: { sequence: number; problem: AuditProblem } | null
}

/** Recomputes the chain between two places, with the checkpoints on the way, and stops at the first record that is bad. */
export async function checkStretch(db: Database, after: ChainPlace, head: ChainPlace): Promise<CheckedStretch> {
  const keys = await keysOfLog(db)
  const checked: CheckedStretch = {
    reached: after,
    latestAt: null,
    checkpoints: { count: 0, last: null },
    firstBad: null,
  }
  const bad = (sequence: number, problem: AuditProblem) => ({ ...checked, firstBad: { sequence, problem } })
  for await (const rows of walkChain(db, { after: after.sequence, last: head.sequence })) {
    const stretch = { after: checked.reached.sequence, last: rows.at(-1)?.sequence ?? 0 }
    const checkpoints = new Map((await readCheckpoints(db, stretch)).map((one) => [one.sequence, one]))
    for (const row of rows) {
      const problem = problemOf(row, checked.reached)
      if (problem === 'missing') return bad(checked.reached.sequence + 1, problem)
      if (problem !== null) return bad(row.sequence, problem)
      const checkpoint = checkpoints.get(row.sequence)
      if (checkpoint && !isCheckpointOf(checkpoint, row, keys)) return bad(row.sequence, 'checkpoint')
      if (checkpoint) checked.checkpoints = { count: checked.checkpoints.count + 1, last: checkpoint }
      checked.reached = { sequence: row.sequence, hash: row.hash }
      checked.latestAt = Math.max(checked.latestAt ?? row.at, row.at)
    }
  }
  const { sequence, hash } = checked.reached
  if (sequence < head.sequence) return bad(sequence + 1, 'missing')
  return hash === head.hash ? checked : bad(sequence, 'head')
}

/** Whether a checkpoint says where the chain is, signed by a key that the log had named by then. */
export function isCheckpointOf(checkpoint: Checkpoint, place: ChainPlace, keys: readonly KeyOfLog[]): boolean {
  return (
    checkpoint.sequence === place.sequence &&
    checkpoint.hash === place.hash &&
    keys.some(({ keyId, since }) => keyId === checkpoint.keyId && since <= checkpoint.sequence) &&
    isCheckpointTrue(checkpoint)
  )
}

function problemOf(row: AuditRow, previous: ChainPlace): AuditProblem | null {
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
