/** What a process has exactly one of, by name: Next bundles a module more than once, each copy with its own variables. */
export function onePerProcess<Value>(name: string, make: () => Value): Value {
  const shared: typeof globalThis & { [key: symbol]: Value | undefined } = globalThis
  return (shared[Symbol.for(`rescind.${name}`)] ??= make())
}
