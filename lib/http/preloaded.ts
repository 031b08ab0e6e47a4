/** Whether lib/setup/preload.ts guards this process's HTTP servers. It and the application are bundled apart. */
const shared: typeof globalThis & { [key: symbol]: boolean | undefined } = globalThis
const key = Symbol.for('rescind.preloaded')

export function markPreloaded(): void {
  shared[key] = true
}

export function isPreloaded(): boolean {
  return shared[key] === true
}
