import 'server-only'
import type { Database } from '#lib/db/server/database.ts'
import { readFact } from '#lib/facts/server/facts.ts'
import { auditProblems, type AuditProblem, type CheckpointStanding } from '../entry.ts'
import { readLastCheckpoint } from './repository.checkpoints.ts'
import { readHead } from './repository.read.ts'

/** How far the chain is signed, and what keeps it from being signed. */
export async function readCheckpointStanding(db: Database): Promise<CheckpointStanding> {
  const last = await readLastCheckpoint(db)
  const head = await readHead(db)
  const refused = await readFact(db, 'checkpoint_refused')
  return {
    last: last && { sequence: last.sequence, at: new Date(last.at).toISOString(), keyId: last.keyId },
    head: head.sequence,
    refused: refused && { sequence: refused.sequence, problem: problemNamed(refused.problem) },
  }
}

/** A newer build may know more of them. */
function problemNamed(name: string): AuditProblem {
  return auditProblems.find((problem) => problem === name) ?? 'record'
}
