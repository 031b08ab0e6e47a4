import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isIP } from 'node:net'
import { systemClock, type Clock } from '#lib/core/clock.ts'
import { isLimitSet } from './control/settings.ts'
import { demoKeyPair } from './demo-key-pair.ts'
import type { Emulator } from './emulator.ts'
import { createEmulatorServer } from './http/create-server.ts'
import { createThrottle } from './protocol/throttle.ts'
import { prepareStore } from './seed/prepare-store.ts'
import { openStore, type Store, type StoreFault } from './store/open-store.ts'

export type EmulatorOptions = {
  /** 0: any free port. */
  readonly port: number
  readonly dataDir: string
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Allows a host that is not loopback. */
  readonly expose?: boolean
  /** Origin in the certificates' pointers; default: the address that is bound. */
  readonly publicUrl?: string
  /** Seed rows at the first start; default 1,000. */
  readonly certificates?: number
  readonly seed?: number
  /** Told of the rows that there are, of how many, while a first start inserts them. */
  readonly onSeeding?: (rows: number, of: number) => void
  readonly unthrottled?: boolean
  /** null or absent: no control routes. */
  readonly controlToken?: string | null
  readonly clock?: Clock
  /** For bugs and lost infrastructure; default: standard error. */
  readonly report?: (error: unknown) => void
}

export type RunningEmulator = { readonly port: number; readonly url: string; readonly close: () => Promise<void> }

/** Why the emulator did not start, in a sentence for the person who started it. */
export class StartRefused extends Error {}

const storeFaults: Record<StoreFault, (dataDir: string) => string> = {
  in_use: (dataDir) => `another emulator is using ${dataDir}`,
  too_new: (dataDir) => `the emulator's store in ${dataDir} is of a later version of this program`,
}

/**
 * Starts an emulator and resolves when it answers. The same data directory gives the same CAs, certificates and ledger.
 * Rejects with StartRefused, or with the system's error when the port is taken.
 */
export async function startEmulator(options: EmulatorOptions): Promise<RunningEmulator> {
  const host = options.host ?? '127.0.0.1'
  if (!isLoopback(host) && options.expose !== true) {
    throw new StartRefused(`${host} is not loopback and the key pair is public: say --expose if that is what you want`)
  }
  const clock = options.clock ?? systemClock
  const report = options.report ?? reportToStandardError
  const opened = openStore(options.dataDir)
  if (!opened.ok) throw new StartRefused(storeFaults[opened.error](options.dataDir))
  const store = opened.value
  const ready = Promise.withResolvers<Emulator>()
  ready.promise.catch(() => undefined)
  const server = createEmulatorServer({
    ready: ready.promise,
    controlToken: options.controlToken ?? null,
    clock,
    report,
  })
  try {
    const port = await listen(server, options.port, host)
    const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
    const prepared = await prepareStore(store, { ...options, boundUrl: url, now: clock.now() })
    if (!prepared.ok) throw new StartRefused(prepared.error)
    ready.resolve(assemble(store, prepared.value, options.unthrottled === true, report))
    return { port, url, close: () => close(server, store) }
  } catch (error) {
    ready.reject(error)
    await close(server, store)
    throw error
  }
}

function assemble(
  store: Store,
  prepared: Pick<Emulator, 'issuers' | 'seedKeys' | 'baseUrl'>,
  unthrottled: boolean,
  report: (error: unknown) => void,
): Emulator {
  // A limit that was set through the control routes outlives the process, whatever the next start says.
  let isThrottled = !unthrottled || isLimitSet(store.meta.read('settings'))
  return {
    store,
    ...prepared,
    secretOf: (id) => (id === demoKeyPair.accessKeyId ? demoKeyPair.accessKeySecret : undefined),
    throttle: createThrottle(),
    isThrottled: () => isThrottled,
    beginThrottling: () => {
      isThrottled = true
    },
    newRequestId,
    report,
  }
}

function newRequestId(): string {
  return randomUUID().toUpperCase()
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** How long answers that are on their way may take when the emulator stops. */
const DRAIN_MS = 1000

async function close(server: Server, store: Store): Promise<void> {
  if (server.listening) {
    const closed = new Promise<void>((resolve) => {
      server.close(() => {
        resolve()
      })
    })
    const deadline = setTimeout(() => {
      server.closeAllConnections()
    }, DRAIN_MS)
    server.closeIdleConnections()
    await closed
    clearTimeout(deadline)
  }
  store.close()
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function reportToStandardError(error: unknown): void {
  process.stderr.write(`emulator: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}
