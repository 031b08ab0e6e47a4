/**
 * Work that must not be cut off when the console stops: a revocation runs to its end even after its browser has gone,
 * and then no connection shows that it does. The preload and the bundled application are two copies of this module,
 * so the count lives on globalThis.
 */
const shared: typeof globalThis & { [key: symbol]: { count: number } | undefined } = globalThis
const key = Symbol.for('rescind.in-flight')

function counter(): { count: number } {
  return (shared[key] ??= { count: 0 })
}

export async function inFlight<Value>(work: () => Promise<Value>): Promise<Value> {
  const counted = counter()
  counted.count += 1
  try {
    return await work()
  } finally {
    counted.count -= 1
  }
}

export function inFlightCount(): number {
  return counter().count
}
