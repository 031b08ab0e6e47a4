// The environment that a process was started with. Next reads files of its own (.env.local and others), expands "$" in
// what they say and writes all of it into process.env: a console that believed that could sign for another account than
// its worker. The preload keeps the first one; it and the application are bundled apart.

type Environment = Readonly<Record<string, string | undefined>>

const shared: typeof globalThis & { [key: symbol]: Environment | undefined } = globalThis
const key = Symbol.for('rescind.start-environment')

export function keepStartEnvironment(env: Environment): void {
  shared[key] ??= Object.freeze({ ...env })
}

/** Null in a process without the preload, whose environment nobody changes. */
export function startEnvironment(): Environment | null {
  return shared[key] ?? null
}

/** Whatever is read from the environment by us, by next-auth, by pg or by the vendor's credential chain. */
const ours =
  /^(RESCIND_|CAS_|DATABASE_|NEXTAUTH_|ALIBABA_CLOUD_|ALICLOUD_|PG[A-Z]|HTTPS?_PROXY$|NO_PROXY$|LOG_LEVEL$|NODE_ENV$)/i

/** Names of the variables of ours that `now` has otherwise than `start`. */
export function changedVariables(start: Environment, now: Environment): string[] {
  const names = new Set([...Object.keys(start), ...Object.keys(now)])
  return [...names].filter((name) => ours.test(name) && start[name] !== now[name]).sort()
}
