import { expect } from 'vitest'
import { verifyChain } from '#lib/audit/server/verify.ts'
import type { Clock } from '#lib/core/clock.ts'
import { openDatabase, type Database, type Engine } from '#lib/db/server/database.ts'
import { openEmergencyFile, type EmergencyFile } from '#lib/db/server/emergency-file.ts'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { TestStore } from '#tests/support/engines.ts'
import {
  failingStore,
  failureModes,
  storeErrorOf,
  type FailingStore,
  type FailureMode,
} from '#tests/support/failing-store.ts'
import { changesSince, momentOf } from './store-changes.ts'

// Fails the 1st, 2nd, … n-th statement of whatever changes something, until it passes without having met a failure,
// and judges each end by the same rules.

/** A store as the product sees it, which fails where it is told to, and as the judge sees it, which never does. */
export type Bench = {
  readonly engine: Engine
  readonly failing: TestStore
  readonly whole: TestStore
  readonly failures: FailingStore
  readonly emergency: EmergencyFile
  /** Only goes on. */
  readonly clock: Clock & { readonly pass: (ms: number) => void }
}

export type End = { result: unknown; cause: unknown }

/** One run, made anew for every place at which the store fails. */
export type Run = {
  readonly act: () => Promise<unknown>
  /** On the healed store. Throws where a rule is broken. */
  readonly judge: (end: End, mode: FailureMode) => Promise<void>
}

export type Case = {
  readonly name: string
  /** What takes long runs some of them in `npm test`, and all in `npm run test:faults`. */
  readonly modes?: readonly FailureMode[]
  /** What the store says; by default one of the words by which an engine tells of a failure. */
  readonly error?: () => Error
  readonly arrange: (bench: Bench) => Promise<Run>
}

export async function benchOn(store: TestStore): Promise<Bench & { close: () => Promise<void> }> {
  const failures = failingStore()
  const opened = await openDatabase({ ...store.options, through: failures.through })
  return {
    engine: store.engine,
    failing: { ...opened, options: store.options },
    whole: store,
    failures,
    emergency: openEmergencyFile(store.options.dataDir),
    clock: clockThatGoesOn(),
    close: opened.close,
  }
}

function clockThatGoesOn(): Bench['clock'] {
  let now = Date.now()
  return {
    now: () => now,
    pass: (ms) => {
      now += ms
    },
  }
}

/** Far more than anything here does. */
const MOST_STATEMENTS = 400

/** Returns how many failures were met. */
export async function failEverywhere(bench: Bench, { arrange, modes = failureModes, error }: Case): Promise<number> {
  let met = 0
  for (const mode of modes) {
    for (let nth = 1; ; nth += 1) {
      expect(nth).toBeLessThan(MOST_STATEMENTS)
      const run = await arrange(bench)
      bench.failures.plan({ mode, nth, error: error ?? (() => storeErrorOf(bench.engine, mode)) })
      const end = await endOf(run.act)
      const metAt = bench.failures.heal()
      const at = `${mode}, ${String(nth)}: ${metAt ?? 'passed'}`
      try {
        expectClosed(end, error === undefined)
        if (metAt === null) expect(end).toMatchObject({ cause: null })
        await run.judge(end, mode)
      } catch (cause) {
        if (cause instanceof Error) cause.message = `${at}\n${cause.message}`
        throw cause
      }
      if (metAt === null) break
      met += 1
    }
  }
  expect(await verifyChain(bench.whole.db)).toMatchObject({ firstBad: null })
  return met
}

export async function endOf(act: () => Promise<unknown>): Promise<End> {
  try {
    return { result: await act(), cause: null }
  } catch (cause) {
    return { result: null, cause }
  }
}

/** A value of the verb's own, or a store failure on its way to the one place that catches and names it. */
function expectClosed({ result, cause }: End, isForeseen: boolean): void {
  if (cause !== null && isForeseen)
    expect(storeFailureOf(cause), cause instanceof Error ? cause.stack : '').not.toBeNull()
  const failure = codeOf(result)
  if (failure !== null) expect(failure).toMatch(/^[a-z_]+$/)
}

/** The code of a refusal; null for a success. */
export function codeOf(result: unknown): string | null {
  if (typeof result !== 'object' || result === null || !('ok' in result) || result.ok === true) return null
  const { error } = result as { ok: unknown; error?: { code?: unknown } }
  return String(error?.code)
}

/**
 * Of what happens in one transaction: all of it, or nothing, and the next try works. `expected`: the code of what is
 * refused; `afterLost`: what somebody is told who tries again what was done, but not answered.
 */
export function atomic(
  name: string,
  arrange: (bench: Bench) => Promise<{ act: () => Promise<unknown>; expected?: string; afterLost?: readonly string[] }>,
  modes?: readonly FailureMode[],
): Case {
  let wholeChange: readonly string[] | null = null
  return {
    name,
    ...(modes && { modes }),
    arrange: async (bench) => {
      const { db } = bench.whole
      if (wholeChange === null) {
        const reference = await arrange(bench)
        const start = await momentOf(db)
        expect(codeOf(await reference.act())).toBe(reference.expected ?? null)
        wholeChange = await changesSince(db, start)
        expect(wholeChange).not.toEqual([])
      }
      const allOfIt = wholeChange
      const { act, expected = null, afterLost = [] } = await arrange(bench)
      const before = await momentOf(db)
      return {
        act,
        judge: async () => {
          const changes = await changesSince(db, before)
          expect([[], allOfIt]).toContainEqual(changes)
          const again = await endOf(act)
          expect(again.cause).toBeNull()
          if (changes.length === 0) {
            expect(codeOf(again.result)).toBe(expected)
            expect(await changesSince(db, before)).toEqual(allOfIt)
          } else {
            expect([expected, ...afterLost]).toContain(codeOf(again.result))
          }
        },
      }
    },
  }
}

/** Of what the worker repeats until it is done: nothing is ever half done, and in the end all of it is, once. */
export function converging(
  name: string,
  arrange: (bench: Bench) => Promise<{
    act: () => Promise<unknown>
    holds: (db: Database) => Promise<void>
    isDone: (db: Database) => Promise<void>
  }>,
  modes?: readonly FailureMode[],
): Case {
  return {
    name,
    ...(modes && { modes }),
    arrange: async (bench) => {
      const { act, holds, isDone } = await arrange(bench)
      return {
        act,
        judge: async () => {
          await holds(bench.whole.db)
          await act()
          await holds(bench.whole.db)
          await isDone(bench.whole.db)
        },
      }
    },
  }
}
