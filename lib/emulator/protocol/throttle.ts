/** Accepts at most `limit` calls of one operation in any sliding second. */
export type Throttle = {
  /** 0 when accepted, else the ms until a slot is free. A refused call takes no slot. */
  readonly take: (operation: string, now: number, limit: number) => number
}

const WINDOW_MS = 1000

export function createThrottle(): Throttle {
  const accepted = new Map<string, number[]>()
  return {
    take: (operation, now, limit) => {
      // A time ahead of `now` was written before the clock was set back.
      const recent = (accepted.get(operation) ?? []).filter((at) => now - at < WINDOW_MS && at <= now)
      accepted.set(operation, recent)
      const blocking = recent.at(-limit)
      if (recent.length >= limit && blocking !== undefined) return blocking + WINDOW_MS - now
      recent.push(now)
      return 0
    },
  }
}
