/**
 * That the console has been told to stop. A write that still waits for a free call then ends as *not sent*: what would
 * begin after the last look of the stop could lose its answer. Held on globalThis for the reason of the count of what
 * is in flight: the preload and the bundled application are two copies of this module.
 */
const shared: typeof globalThis & { [key: symbol]: AbortController | undefined } = globalThis
const key = Symbol.for('rescind.stopping')

function controller(): AbortController {
  return (shared[key] ??= new AbortController())
}

export function beginStop(): void {
  controller().abort()
}

export function stopSignal(): AbortSignal {
  return controller().signal
}
