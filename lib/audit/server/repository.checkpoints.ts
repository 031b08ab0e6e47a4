import 'server-only'
import type { Database, Trx } from '#lib/db/server/database.ts'
import type { AuditCheckpointsTable } from '#lib/db/server/tables.audit.ts'
import type { Checkpoint } from './checkpoint.ts'

/** Null: none was signed yet. */
export async function readLastCheckpoint(db: Database | Trx): Promise<Checkpoint | null> {
  const row = await db
    .selectFrom('audit_checkpoints')
    .selectAll()
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? checkpointOf(row) : null
}

export async function findCheckpoint(db: Database, sequence: number): Promise<Checkpoint | null> {
  const row = await db.selectFrom('audit_checkpoints').selectAll().where('sequence', '=', sequence).executeTakeFirst()
  return row ? checkpointOf(row) : null
}

/** The checkpoints of a stretch of the chain, oldest first. */
export async function readCheckpoints(db: Database, stretch: { after: number; last: number }): Promise<Checkpoint[]> {
  const rows = await db
    .selectFrom('audit_checkpoints')
    .selectAll()
    .where('sequence', '>', stretch.after)
    .where('sequence', '<=', stretch.last)
    .orderBy('sequence')
    .execute()
  return rows.map(checkpointOf)
}

/** A guard in the store refuses one that names no record, or not one behind the last checkpoint. */
export async function insertCheckpoint(trx: Trx, checkpoint: Checkpoint): Promise<void> {
  const { sequence, hash, at, keyId, publicKey, statement, signature } = checkpoint
  await trx
    .insertInto('audit_checkpoints')
    .values({ sequence, hash, at, key_id: keyId, public_key: publicKey, statement, signature })
    .execute()
}

function checkpointOf(row: AuditCheckpointsTable): Checkpoint {
  const { sequence, hash, at, key_id: keyId, public_key: publicKey, statement, signature } = row
  return { sequence, hash, at, keyId, publicKey, statement, signature }
}
