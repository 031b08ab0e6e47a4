import type { Clock } from '#lib/core/clock.ts'

/**
 * A clock that stands still while anybody works and jumps to the next sleeper when all sleep: minutes of waiting pass
 * in the time that the work takes, in an order that depends on nothing but the waits.
 */
export type VirtualTime = {
  /** Whole milliseconds, as of a real clock. */
  readonly clock: Clock
  readonly exactNow: () => number
  readonly sleep: (ms: number) => Promise<void>
  readonly set: (now: number) => void
  /** Runs tasks side by side; only what they start may sleep. */
  readonly run: <Value>(tasks: readonly (() => Promise<Value>)[]) => Promise<Value[]>
}

export function virtualTime(startsAt = 1_800_000_000_000): VirtualTime {
  let now = startsAt
  let awake = 0
  const sleepers: { at: number; wake: () => void }[] = []
  const advance = (): void => {
    if (awake > 0) return
    const next = sleepers.sort((left, right) => left.at - right.at).shift()
    if (!next) return
    now = Math.max(now, next.at)
    awake += 1
    next.wake()
  }
  const rest = (): void => {
    awake -= 1
    advance()
  }
  return {
    clock: { now: () => Math.floor(now) },
    exactNow: () => now,
    set: (to) => {
      now = to
    },
    sleep: (ms) =>
      new Promise((wake) => {
        sleepers.push({ at: now + ms, wake })
        rest()
      }),
    run: (tasks) => {
      awake += tasks.length
      return Promise.all(tasks.map((task) => task().finally(rest)))
    },
  }
}

/** The same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
