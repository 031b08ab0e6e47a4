import 'server-only'
import { randomUUID } from 'node:crypto'
import { checkDue } from '#lib/evidence/server/check-due.ts'
import type { EvidenceContext } from '#lib/evidence/server/context.ts'
import type { CheckpointSigner } from '#lib/audit/server/checkpoint-signer.ts'
import { carryOutDue } from '#lib/certificates/server/carry-out.ts'
import { CLOCKS_APART_MS } from '#lib/core/clock.ts'
import { writeFact } from '#lib/facts/server/facts.ts'
import { importEmergencyRecords } from '#lib/operations/server/import-emergency.ts'
import { reconcileDue } from '#lib/operations/server/reconcile.ts'
import { bringBackDeadlines } from '#lib/operations/server/set-clock.ts'
import { readBackAccepted, type Asked } from '#lib/operations/server/vendor-status.ts'
import { keepCounts } from '#lib/overview/server/counts.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import { nextSyncAt, syncTurn, type SyncPlan } from '#lib/sync/server/turn.ts'
import type { Job, Loop } from './loop.ts'
import { createSteadiness } from './steadiness.ts'

/** How soon a request of the console (read again, bury) is noticed. */
const LOOK_EVERY_MS = 1_000
const SIGN_OF_LIFE_MS = 15_000
const LOOK_FOR_LEFTOVERS_EVERY_MS = 60_000
/** Between two questions about accepted revocations that the vendor does not report yet. */
const ASK_ACCEPTED_EVERY_MS = 5_000
/** A deletion waits for months: seconds are nothing to it. */
const LOOK_FOR_DUE_EVERY_MS = 5_000
const LOOK_FOR_COUNTS_EVERY_MS = 5_000
/** Where the vendor or the store gave nothing, whatever else is due waits too. */
const AFTER_SILENCE_MS = 60_000

export type ContextOf = (name: string, correlationId: string) => Promise<VerbContext>

/** Keeps the mirror: a pass when one is due. Each turn has a correlation id of its own. */
export function syncLoop(contextOf: ContextOf, plan: SyncPlan): Loop {
  return {
    name: 'sync',
    turn: async (signal) => {
      const ctx = await contextOf('sync', randomUUID())
      const due = (await nextSyncAt(ctx.db, plan)) - ctx.clock.now()
      // Further ahead than any pass puts the next: the clock was set back since.
      const isSetBack = due > plan.intervalMs + CLOCKS_APART_MS
      if (due > 0 && !isSetBack) return Math.min(due, LOOK_EVERY_MS)
      return syncTurn({ ...ctx, signal }, plan)
    },
  }
}

/** Settles what no answer settled. Waits for nothing else: what is unknown is settled within a minute. */
export function reconcileLoop(contextOf: ContextOf, { elapsedMs } = { elapsedMs: () => performance.now() }): Loop {
  const isSteady = createSteadiness(elapsedMs)
  return {
    name: 'reconcile',
    turn: async (signal) => {
      const ctx = await contextOf('reconcile', randomUUID())
      await bringBackDeadlines(ctx)
      if (!isSteady(ctx.clock.now())) return LOOK_EVERY_MS
      const { nextDueAt } = await reconcileDue(ctx, signal)
      return Math.max(0, Math.min(LOOK_EVERY_MS, (nextDueAt ?? Infinity) - ctx.clock.now()))
    },
  }
}

/** Asks the vendor's status of what was accepted. */
export function statusLoop(contextOf: ContextOf): Loop {
  const asked: Asked = new Map()
  return {
    name: 'vendor_status',
    turn: async (signal) => {
      const confirmed = await readBackAccepted(await contextOf('reconcile', randomUUID()), asked, signal)
      return confirmed > 0 ? LOOK_EVERY_MS : ASK_ACCEPTED_EVERY_MS
    },
  }
}

/** Looks at the CRLs of the CAs, and for our revocations in them. */
export function evidenceLoop(contextOf: ContextOf, reach: Pick<EvidenceContext, 'fetchCrl' | 'askOcsp'>): Loop {
  return {
    name: 'evidence',
    turn: async (signal) => {
      const ctx = await contextOf('evidence', randomUUID())
      const { nextDueAt } = await checkDue({ ...ctx, ...reach }, signal)
      return Math.max(0, Math.min(LOOK_EVERY_MS, (nextDueAt ?? Infinity) - ctx.clock.now()))
    },
  }
}

/** Signs where the audit chain stands. */
export function checkpointLoop(contextOf: ContextOf, signer: CheckpointSigner): Loop {
  return {
    name: 'checkpoint',
    turn: async () => {
      await signer.sign(await contextOf('checkpoint', randomUUID()))
      return LOOK_EVERY_MS
    },
  }
}

/** The same when the worker stops: what is not signed then is signed by nobody until the next start. */
export function lastCheckpoint(contextOf: ContextOf, signer: CheckpointSigner): Job {
  return {
    name: 'checkpoint',
    run: async () => {
      await signer.sign(await contextOf('checkpoint', randomUUID()), { atOnce: true })
    },
  }
}

/** Carries out the deletions that were scheduled and are due. Never two calls: each row moves on once. */
export function deletionsLoop(contextOf: ContextOf): Loop {
  return {
    name: 'deletions',
    turn: async (signal) => {
      const { isSilent } = await carryOutDue(await contextOf('deletions', randomUUID()), signal)
      return isSilent ? AFTER_SILENCE_MS : LOOK_FOR_DUE_EVERY_MS
    },
  }
}

/** Counts a large inventory for the overview, after each pass and now and then. */
export function countsLoop(contextOf: ContextOf): Loop {
  return {
    name: 'counts',
    turn: async () => {
      await keepCounts(await contextOf('counts', randomUUID()))
      return LOOK_FOR_COUNTS_EVERY_MS
    },
  }
}

/** Brings home what this data directory holds, from earlier processes or from a console that could not store. */
export function emergencyTurn(contextOf: ContextOf): Loop['turn'] {
  return async () => {
    await importEmergencyRecords(await contextOf('worker', randomUUID()))
    return LOOK_FOR_LEFTOVERS_EVERY_MS
  }
}

/** Tells the pages that there is a worker. */
export function signOfLife(contextOf: ContextOf, owner: string, startedAt: number): Loop['turn'] {
  return async () => {
    const { db, clock } = await contextOf('worker', randomUUID())
    const seenAt = clock.now()
    await writeFact(db, 'worker', { owner, startedAt, seenAt }, seenAt)
    return SIGN_OF_LIFE_MS
  }
}
