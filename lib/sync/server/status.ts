import 'server-only'
import { rfc3339 } from '#lib/core/rfc3339.ts'
import type { Database } from '#lib/db/server/database.ts'
import { readFact, type Facts } from '#lib/facts/server/facts.ts'
import { storeRefusal } from '#lib/facts/server/store-refusal.ts'
import type { MissingQuestion, SyncStatus } from '../schema.ts'
import { readMissing } from './missing.ts'
import { findLastFullPass, findLastPass, findPass, type PassRow } from './repository.ts'
import { findOpenRequest } from './request.ts'
import { lastPageOf } from './walk-state.ts'

/** The whole state of the mirror and of its store: a handful of single-row reads. */
export async function readSyncStatus(db: Database): Promise<SyncStatus> {
  const full = await findLastFullPass(db)
  const last = await findLastPass(db)
  const request = await findOpenRequest(db)
  const worker = await readFact(db, 'worker')
  return {
    asOf: rfc3339(full?.ended_at ?? null),
    complete: full?.complete === 1,
    seen: full?.rows ?? null,
    vendorTotal: full?.vendor_total ?? null,
    running: last?.state === 'running' ? runningOf(last, await readFact(db, 'sync_walk')) : null,
    unreachable: unreachableOf(await readFact(db, 'vendor_unreachable')),
    requestedAt: rfc3339(request?.at ?? null),
    missing: await readQuestion(db, full),
    workerSeenAt: rfc3339(worker?.seenAt ?? null),
    unwritable: await storeRefusal(db),
  }
}

function runningOf(pass: PassRow, walk: Facts['sync_walk'] | null): SyncStatus['running'] {
  return {
    startedAt: new Date(pass.started_at).toISOString(),
    pages: pass.pages,
    pageCount: walk?.passId === pass.id ? lastPageOf(walk.state) : null,
    seen: pass.rows,
    vendorTotal: pass.vendor_total,
  }
}

function unreachableOf(fact: Facts['vendor_unreachable'] | null): SyncStatus['unreachable'] {
  if (fact === null) return null
  const { since, nextTryAt, kind, message, code, requestId } = fact
  const times = { since: new Date(since).toISOString(), nextTryAt: new Date(nextTryAt).toISOString() }
  return { ...times, kind, message, code, requestId }
}

async function readQuestion(db: Database, full: PassRow | null): Promise<MissingQuestion | null> {
  const order = await readFact(db, 'bury_order')
  if (order !== null) return questionOf(await findPass(db, order.passId), 'burying', order)
  if (full?.state === 'asks') return questionOf(full, 'open', null)
  const kept = await readFact(db, 'missing_kept')
  return kept === null ? null : questionOf(await findPass(db, kept.passId), 'kept', kept)
}

function questionOf(
  pass: PassRow | null,
  state: MissingQuestion['state'],
  decision: { by: string; at: number } | null,
): MissingQuestion | null {
  const missing = pass === null ? null : readMissing(pass.missing)
  if (pass === null || missing === null) return null
  return {
    passId: pass.id,
    ...missing,
    askedAt: new Date(pass.ended_at ?? pass.started_at).toISOString(),
    state,
    decidedBy: decision?.by ?? null,
    decidedAt: rfc3339(decision?.at ?? null),
  }
}
