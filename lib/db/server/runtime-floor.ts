import 'server-only'

/** `crypto.argon2` came with Node 24.7, and better-sqlite3 13 crashes the process on Node 20 instead of failing. */
const FLOOR = { major: 24, minor: 7 }

/**
 * Says in one sentence why this Node cannot run the product; null when it can.
 * `version` is as in `process.versions.node`.
 */
export function runtimeRefusal(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isRecentEnough = major > FLOOR.major || (major === FLOOR.major && minor >= FLOOR.minor)
  if (isRecentEnough) return null
  return `Node ${version} is too old: Rescind needs Node ${FLOOR.major}.${FLOOR.minor} or newer. Start it with "npm start", which fetches one.`
}
