import 'server-only'
import { onePerProcess } from '#lib/core/one-per-process.ts'
import { createTurns, type Turns } from './turns.ts'

// What one process spends on attempts to sign in. Waiting costs an open request, and is bounded by network; hashing
// costs memory and a core, and is bounded in all. Nobody's waiting takes anything from another network.

export type Admission = {
  /** Null when the network has enough attempts under way; else the function that gives the place back (once). */
  readonly enter: (network: string) => (() => void) | null
  /** Hashes when it is the network's turn. */
  readonly hashing: Turns
}

/**
 * `perNetwork` attempts of one network may be under way; from `crowded` on in all, one. A network of which none is
 * under way is never refused, however many others there are.
 */
export function createAdmission(bounds: { perNetwork: number; crowded: number; hashesAtOnce: number }): Admission {
  const inside = new Map<string, number>()
  let count = 0
  return {
    hashing: createTurns(bounds.hashesAtOnce),
    enter: (network) => {
      const ofNetwork = inside.get(network) ?? 0
      if (ofNetwork >= (count < bounds.crowded ? bounds.perNetwork : 1)) return null
      inside.set(network, ofNetwork + 1)
      count += 1
      let isInside = true
      return () => {
        if (!isInside) return
        isInside = false
        count -= 1
        const left = (inside.get(network) ?? 1) - 1
        if (left === 0) inside.delete(network)
        else inside.set(network, left)
      }
    },
  }
}

/** Two hashes at once leave threads of the pool for looking up the vendor's host name. */
export const passwordAdmission = onePerProcess('password-admission', () =>
  createAdmission({ perNetwork: 16, crowded: 1024, hashesAtOnce: 2 }),
)
