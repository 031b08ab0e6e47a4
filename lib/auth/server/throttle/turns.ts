import 'server-only'

/** Lets a few works run at once, and takes those that wait from each network in turn. */
export type Turns = <Value>(network: string, work: () => Promise<Value>) => Promise<Value>

export function createTurns(atOnce: number): Turns {
  /** The network whose turn is next stands first. */
  const waiting = new Map<string, (() => void)[]>()
  let running = 0

  function passOn(): void {
    const [next] = waiting
    if (next === undefined) {
      running -= 1
      return
    }
    const [network, [start, ...others]] = next
    waiting.delete(network)
    if (others.length > 0) waiting.set(network, others)
    start?.()
  }

  return async (network, work) => {
    if (running < atOnce) running += 1
    else {
      await new Promise<void>((start) => {
        waiting.set(network, [...(waiting.get(network) ?? []), start])
      })
    }
    try {
      return await work()
    } finally {
      passOn()
    }
  }
}
