import { Socket } from 'node:net'
import { vi } from 'vitest'

// Every test starts without the vendor's credentials and without a way out of this machine. REMOTE=1, which aims
// tests/contract/cloud/reads.test.ts at the real service, lifts both; nothing else does.

const isRemote = process.env['REMOTE'] === '1'

function isVendors(name: string): boolean {
  return /^(ALIBABA_CLOUD_|ALICLOUD_|CAS_|RESCIND_|DATABASE_|NEXTAUTH_|HTTPS?_PROXY$|NO_PROXY$)/i.test(name)
}

/** A server that the developer has named for the tests. */
function isAllowed(host: string): boolean {
  if (/^(localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|\[::1\])$/.test(host)) return true
  const database = process.env['TEST_DATABASE_URL']
  return database !== undefined && new URL(database).hostname === host
}

/** The host that a call of Socket.connect names; itself for a path, and where none is named. */
function hostOf([first, second]: unknown[]): string {
  if (Array.isArray(first)) return hostOf(first)
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first))
  if (isPort) return typeof second === 'string' ? second : 'localhost'
  if (typeof first !== 'object' || first === null || !('host' in first)) return 'localhost'
  return typeof first.host === 'string' && !('path' in first && typeof first.path === 'string')
    ? first.host
    : 'localhost'
}

// The files of one worker share its process. What the one before has left there is not the next one's.
vi.resetModules()
vi.unstubAllEnvs()
vi.unstubAllGlobals()
vi.useRealTimers()
for (const key of Object.getOwnPropertySymbols(globalThis)) {
  if (key.description?.startsWith('rescind.') === true) Reflect.deleteProperty(globalThis, key)
}

const guard = Symbol.for('guarded by the tests')

if (!isRemote) {
  for (const name of Object.keys(process.env)) {
    if (isVendors(name) && name !== 'RESCIND_TEST_BROWSER') Reflect.deleteProperty(process.env, name)
  }
  const connect: unknown = Reflect.get(Socket.prototype, 'connect')
  if (!isConnect(connect)) throw new Error('Socket.connect is not where it was')
  if (!Reflect.has(connect, guard)) Reflect.set(Socket.prototype, 'connect', guarded(connect))
}

function isConnect(value: unknown): value is Connect {
  return typeof value === 'function'
}

type Connect = (this: Socket, ...target: unknown[]) => unknown

function guarded(connect: Connect): Connect {
  const wrapped: Connect = function (...target) {
    const host = hostOf(target)
    if (!isAllowed(host)) throw new Error(`a test tried to reach ${host}: only this machine may be reached`)
    return connect.apply(this, target)
  }
  return Object.assign(wrapped, { [guard]: true })
}
