import { expect } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import type { VerbContext } from '#lib/service/server/context.ts'
import type { SyncContext } from '#lib/sync/server/context.ts'
import { runPass, type PassOutcome } from '#lib/sync/server/pass.ts'
import { syncTurn } from '#lib/sync/server/turn.ts'
import type { TestStore } from '#tests/support/engines.ts'
import { lyingList, type LyingList } from '#tests/support/lying-list.ts'
import { certificateOf } from '#tests/support/scripted-cloud.ts'
import { contextOn } from '#tests/support/write-context.ts'

export const plan = { intervalMs: 300_000 }
export const silence: ReadFailure = { kind: 'unreachable', message: 'no complete answer came in time' }
const worker: Actor = { kind: 'worker', name: 'sync' }

export type SyncBench = {
  cloud: LyingList
  ctx: SyncContext
  /** The same store as a person sees it. */
  verbContext: VerbContext
  /** Moves the clock on, in ms. */
  pass: (ms: number) => void
  stop: () => void
  /** A pass, begun or taken up. */
  runPass: () => Promise<PassOutcome>
  alive: () => Promise<Set<string>>
  /** Identifiers of tombstones by how they came to be. */
  buried: (how: 'here' | 'elsewhere') => Promise<Set<string>>
  findings: () => Promise<{ finding: string; identifier: string | null; outcome: string }[]>
}

/** A store, a vendor of `count` certificates, and a clock on which every reading takes a second. */
export function benchOn(store: TestStore, count: number, maxPageSize = 4): SyncBench {
  let now = Date.UTC(2026, 10, 24)
  let issued = 0
  const issue = () => certificateOf(`issued-${String((issued += 1)).padStart(4, '0')}`, { notAfter: now + 9e9 })
  const tick = () => (now += 1_000)
  const truth = Array.from({ length: count }, issue)
  const cloud = lyingList({ truth, issue, maxPageSize, now: tick })
  const stopping = new AbortController()
  const verbContext = contextOn(store, cloud, { clock: { now: tick }, actor: worker })
  const ctx: SyncContext = { ...verbContext, signal: stopping.signal }
  return {
    cloud,
    verbContext,
    ctx,
    pass: (ms) => {
      now += ms
    },
    stop: () => {
      stopping.abort()
    },
    runPass: async () => {
      const outcome = await runPass(ctx)
      if (outcome.kind === 'done') cloud.hasLeftFirstPage = false
      return outcome
    },
    alive: async () => {
      const rows = await store.db
        .selectFrom('certificates')
        .select('identifier')
        .where('deleted_at', 'is', null)
        .execute()
      return new Set(rows.map(({ identifier }) => identifier))
    },
    buried: async (how) => {
      const rows = await store.db
        .selectFrom('certificates')
        .select('identifier')
        .where('deleted_how', '=', how)
        .execute()
      return new Set(rows.map(({ identifier }) => identifier))
    },
    findings: async () => {
      const rows = await store.db
        .selectFrom('audit_events')
        .select(['record', 'identifier', 'outcome'])
        .where('action', '=', 'sync_finding')
        .orderBy('sequence')
        .execute()
      return rows.map(({ record, identifier, outcome }) => {
        const { details } = JSON.parse(record) as { details: { finding: string } }
        return { finding: details.finding, identifier, outcome }
      })
    },
  }
}

/**
 * What complete claims: all that existed as the pass began is in the mirror, unless NotFound was said of it, and whatever
 * else is was issued since.
 */
export async function expectWhole(bench: SyncBench): Promise<void> {
  const { existedAtFirstPage, issuedSince, saidNotFound } = bench.cloud
  const alive = await bench.alive()
  expect(existedAtFirstPage.difference(alive).difference(saidNotFound)).toEqual(new Set())
  expect(alive.difference(existedAtFirstPage).difference(issuedSince)).toEqual(new Set())
}

/** The loop's next turn, when it is due. */
export async function turn(bench: SyncBench): Promise<void> {
  bench.pass(plan.intervalMs)
  await syncTurn(bench.ctx, plan)
}

/** Forgets the mirror, but not the audit, which cannot be forgotten. */
export async function emptyMirror(store: TestStore): Promise<void> {
  for (const table of ['certificates', 'sync_passes', 'facts', 'operations'] as const) {
    await store.db.deleteFrom(table).execute()
  }
}
