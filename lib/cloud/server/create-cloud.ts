import 'server-only'
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '#lib/core/clock.ts'
import type { Log } from '#lib/log/server/log.ts'
import { createClockWatch } from './clock-watch.ts'
import type { CredentialSource } from './credentials.ts'
import { endpointOrigin, type Endpoint } from './endpoint.ts'
import type { Limiter } from './limiter/limiter.ts'
import type { CertificateCloud } from './port.ts'
import { createWritePreparation } from './prepare-write.ts'
import { proxyFor } from './proxy.ts'
import { createReadCall } from './read-call.ts'
import { createReads } from './reads.ts'
import { defaultTimeouts, type Route, type Timeouts } from './route.ts'
import { createReadTransport } from './send-read.ts'

export type CloudOptions = {
  readonly endpoint: Endpoint
  readonly credentials: CredentialSource
  readonly limiter: Pick<Limiter, 'take' | 'release'>
  readonly clock: Clock
  readonly log: Log
  /** HTTPS_PROXY and NO_PROXY, as they stand in the environment. */
  readonly proxyUrl?: string | undefined
  readonly noProxy?: string | undefined
  readonly timeouts?: Partial<Timeouts> | undefined
  /** Hosts beside this machine that plain http may reach (RESCIND_EMULATOR_HOSTS). */
  readonly plainHttpHosts?: readonly string[] | undefined
  /** Certificate authorities in PEM to trust instead of the built-in ones. */
  readonly trustedCa?: string | undefined
  /** Told by how much our clock is ahead of the vendor's while that is minutes, and null when it is not. */
  readonly reportSkew?: ((skewMs: number | null) => void) | undefined
  readonly newNonce?: (() => string) | undefined
  readonly random?: (() => number) | undefined
  readonly sleep?: ((ms: number) => Promise<unknown>) | undefined
}

/** `close` ends the sockets of reads; a write ends its own. */
export type OpenCloud = CertificateCloud & { readonly close: () => Promise<void> }

/**
 * The signed client of the CAS API. Reads wait for a slot of the limiter and may be repeated; a write is signed here
 * and sent at most once, its slot is the business of whoever records its intent (`takeInTransaction`).
 * Throws when the endpoint or the proxy cannot be used: a wrong configuration stops the start.
 */
export function createCloud(options: CloudOptions): OpenCloud {
  const { endpoint, credentials, limiter, clock, log, random = Math.random, sleep = delay } = options
  const newNonce = options.newNonce ?? (() => randomBytes(16).toString('hex'))
  const timeouts = { ...defaultTimeouts, ...options.timeouts }
  const origin = endpointOrigin(endpoint, options.plainHttpHosts)
  const proxy = proxyFor(origin, options.proxyUrl, options.noProxy)
  const route: Route = { origin, proxy, trustedCa: options.trustedCa }
  const transport = createReadTransport(route, timeouts, clock)
  const watch = createClockWatch({ clock, log, report: options.reportSkew ?? (() => undefined) })
  const read = createReadCall({ origin, transport, credentials, limiter, clock, watch, log, newNonce, random, sleep })
  return {
    ...createReads(read, log),
    prepareWrite: createWritePreparation({ route, timeouts, credentials, clock, watch, newNonce }),
    close: transport.close,
  }
}
