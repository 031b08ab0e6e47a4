import 'server-only'
import { hash, randomUUID } from 'node:crypto'
import { open, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import type { Config } from '#lib/config/server/env.ts'
import type { Database } from '#lib/db/server/database.ts'
import type { AuditVerification } from '../entry.ts'
import type { AuditKey } from './audit-key.ts'
import { checkpointLine, parseCheckpointLine, type Checkpoint } from './checkpoint.ts'
import { findCheckpoint } from './repository.checkpoints.ts'
import { readHead } from './repository.read.ts'

/** What seals the audit: the key that signs, and what this machine knows to have been signed last. */
export type AuditSeal = { readonly key: AuditKey; readonly memory: CheckpointMemory }

/**
 * The checkpoint that was signed last from this data directory, kept outside the store. Whoever has the store alone can
 * rewrite the chain and take its checkpoints away, and would be signed anew; but not what is remembered here.
 */
export type CheckpointMemory = {
  /** Null: nothing was signed yet, or nothing is remembered. */
  readonly read: () => Promise<Checkpoint | null>
  readonly write: (checkpoint: Checkpoint) => Promise<void>
}

/** One line in the data directory, a file for each store: it can be given to the verifier as it is. */
export function checkpointMemoryIn({ dataDir, databaseUrl }: Config['store']): CheckpointMemory {
  const file = path.join(dataDir, `audit-checkpoint-${nameOf(databaseUrl)}.jsonl`)
  return {
    read: async () => parseCheckpointLine(await readFile(file, 'utf8').catch(() => '')),
    write: async (checkpoint) => {
      const draft = `${file}.${randomUUID()}.new`
      try {
        const handle = await open(draft, 'wx', 0o600)
        await handle.writeFile(checkpointLine(checkpoint))
        await handle.sync()
        await handle.close()
        await rename(draft, file)
      } catch (cause) {
        await rm(draft, { force: true })
        throw cause
      }
    },
  }
}

/** What is remembered and the store does not hold any more; null where nothing is missed. */
export async function missedBy(
  db: Database,
  remembered: Checkpoint | null,
): Promise<AuditVerification['firstBad'] | null> {
  if (remembered === null) return null
  const { sequence } = remembered
  const stored = await findCheckpoint(db, sequence)
  if (stored?.statement === remembered.statement && stored.signature === remembered.signature) return null
  const head = await readHead(db)
  return head.sequence < sequence
    ? { sequence: head.sequence + 1, problem: 'missing' }
    : { sequence, problem: 'checkpoint' }
}

/** By server and database, never by a password. */
function nameOf(databaseUrl: string | null): string {
  if (databaseUrl === null) return 'sqlite'
  const url = URL.parse(databaseUrl)
  const place = [url?.searchParams.get('host') ?? url?.host, url?.pathname].join('')
  return hash('sha256', place, 'hex').slice(0, 12)
}
