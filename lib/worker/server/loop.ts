import 'server-only'
import { setTimeout as delay } from 'node:timers/promises'
import { storeFailureOf } from '#lib/db/server/store-error.ts'
import type { Log } from '#lib/log/server/log.ts'
import { underLease, type LeaseParts } from './lease.ts'

/** After a turn that threw. */
const AFTER_FAILURE_MS = 5_000
/** Between two tries for a lease that another worker holds. */
const AFTER_REFUSAL_MS = 5_000

export type Loop = {
  name: string
  /** One turn; answers after how many ms the next is due. What it does must be harmless when done twice. */
  turn: (signal: AbortSignal) => Promise<number>
}

/**
 * Runs a loop until `signal` is aborted, in one process of all at a time. A turn that throws is logged and tried
 * again later: a store that is full or away must not end the worker.
 */
export async function runLoop(parts: LeaseParts & { log: Log }, loop: Loop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const held = await attempt(parts.log, loop.name, () =>
      underLease(parts, { name: loop.name, signal }, async (leased) => {
        await keepTurning(parts.log, loop, leased)
        return true
      }),
    )
    if (held !== true) await pause(AFTER_REFUSAL_MS, signal)
  }
}

export type Job = { name: string; run: () => Promise<void> }

/** One run under the lease of that name, when nobody holds it. What it throws is logged. */
export async function runOnce(parts: LeaseParts & { log: Log }, { name, run }: Job): Promise<void> {
  await attempt(parts.log, name, () => underLease(parts, { name, signal: new AbortController().signal }, run))
}

/** Turns without a lease: for what every process does for itself. */
export async function keepTurning(log: Log, { name, turn }: Loop, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const next = await attempt(log, name, () => turn(signal))
    await pause(next === 'threw' ? AFTER_FAILURE_MS : next, signal)
  }
}

async function attempt<Value>(log: Log, loop: string, run: () => Promise<Value>): Promise<Value | 'threw'> {
  try {
    return await run()
  } catch (cause) {
    const failure = storeFailureOf(cause)
    const name = cause instanceof Error ? cause.name : 'unknown'
    // The message may quote what was stored; where it happened does not.
    const at = cause instanceof Error ? (cause.stack?.match(/^\s+at .*$/gm) ?? []).slice(0, 8).join(' ') : ''
    log('error', 'a turn of the worker failed', { loop, name, failure, ...(failure === null ? { at } : {}) })
    return 'threw'
  }
}

/** Ends early, without an error, when `signal` is aborted. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined)
}
