import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import { LATE_AFTER_MS, shippingFailures, type ShippingFailure, type ShippingStanding } from '../../shipping.ts'
import { readLastCheckpoint } from '../repository.checkpoints.ts'
import { findRow, readHead } from '../repository.read.ts'
import { currentPositions, type PositionRow } from './repository.ts'

/** How far each destination of the audit is, as the worker has left it. Nothing of it is secret. */
export async function readShippingStanding(db: Database, now: number): Promise<ShippingStanding[]> {
  const positions = await currentPositions(db)
  if (positions.length === 0) return []
  const { sequence: head } = await readHead(db)
  return Promise.all(positions.map((position) => standingOf(db, position, { head, now })))
}

async function standingOf(
  db: Database,
  position: PositionRow,
  { head, now }: { head: number; now: number },
): Promise<ShippingStanding> {
  const { kind, address, sequence, shipped_at } = position
  const waitingSince = await oldestWaiting(db, position)
  const lagMs = waitingSince === null ? null : Math.max(0, now - waitingSince)
  return {
    kind,
    address,
    sequence,
    head,
    behind: Math.max(0, head - sequence),
    lagMs,
    isLate: lagMs !== null && lagMs > LATE_AFTER_MS,
    shippedAt: rfc3339(shipped_at),
    failure: failureOf(position),
  }
}

/** What a new destination lacks has been waiting only since there is that destination. */
async function oldestWaiting(db: Database, { sequence, checkpoint, since }: PositionRow): Promise<number | null> {
  const record = await findRow(db, sequence + 1)
  if (record !== undefined) return Math.max(record.at, since)
  const last = await readLastCheckpoint(db)
  return last === null || last.sequence <= checkpoint ? null : Math.max(last.at, since)
}

function failureOf(position: PositionRow): ShippingStanding['failure'] {
  const { failure, failure_detail: detail, failing_since, failed_at, next_try_at } = position
  if (failure === null || failing_since === null || failed_at === null) return null
  const times = {
    since: new Date(failing_since).toISOString(),
    at: new Date(failed_at).toISOString(),
    nextTryAt: new Date(next_try_at).toISOString(),
  }
  return { cause: causeNamed(failure), detail, ...times }
}

/** A newer build may know more of them. */
function causeNamed(name: string): ShippingFailure {
  return shippingFailures.find((cause) => cause === name) ?? 'failed'
}
