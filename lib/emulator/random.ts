/** The next state and a number in [0, 1): mulberry32. Reproducible, not secret. */
export function nextRandom(state: number): { state: number; value: number } {
  const next = (state + 0x6d2b79f5) | 0
  let mixed = Math.imul(next ^ (next >>> 15), next | 1)
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
  return { state: next, value: ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296 }
}

/** A stream of choices that the seed determines. */
export type Random = {
  /** An integer in [0, below). */
  readonly below: (below: number) => number
  readonly chance: (probability: number) => boolean
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item
}

export function createRandom(seed: number): Random {
  let state = seed | 0
  const draw = (): number => {
    const next = nextRandom(state)
    state = next.state
    return next.value
  }
  return {
    below: (below) => Math.floor(draw() * below),
    chance: (probability) => draw() < probability,
    pick: (items) => items[Math.floor(draw() * items.length)] ?? items[0],
  }
}

/** One seed out of two numbers, so that each row of a store has a stream of its own. */
export function mixSeeds(seed: number, index: number): number {
  let mixed = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)
  mixed ^= mixed >>> 16
  return Math.imul(mixed, 0x27d4eb2f) | 0
}
