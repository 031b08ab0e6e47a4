import 'server-only'
import type { Socket } from 'node:net'
import { err, ok, type Result } from '#lib/core/result.ts'
import { connectionFailure, connectTo } from './connection.ts'
import { fingerprintOf, type Destination, type ShipFailure } from './destination.ts'
import { syslogFrame } from './syslog-message.ts'

const BATCH_BYTES = 64 * 1024
const WITHIN_MS = 60_000

export type SyslogOptions = {
  /** A name or an address, IPv6 without brackets. */
  readonly hostname: string
  readonly port: number
  /** RFC 5425; else plain TCP. */
  readonly isTls: boolean
  /** This machine's name, for the messages. */
  readonly machine: string
  readonly trustedCa?: string | undefined
  readonly withinMs?: number | undefined
}

/**
 * Syslog over TCP or TLS. It has no acknowledgement, so a batch is a connection: all of it is sent, our side is closed,
 * and the receiver's close is waited for. A close in good order says that the receiver has read to the end: one that goes
 * with something unread, or dies, resets the connection instead. Acknowledged means that, and no more: not that the
 * receiver has stored anything. A receiver that never closes has acknowledged nothing.
 */
export function syslogDestination(options: SyslogOptions): Destination {
  const { hostname, port, isTls, withinMs = WITHIN_MS } = options
  const address = `${hostname.includes(':') ? `[${hostname}]` : hostname}:${String(port)}`
  return {
    kind: 'syslog',
    // The same receiver once it speaks TLS.
    fingerprint: fingerprintOf('syslog', address),
    address: isTls ? `tls://${address}` : address,
    limits: { records: 500, bytes: BATCH_BYTES },
    deliver: async (lines, signal) => {
      const patience = AbortSignal.timeout(withinMs)
      const ending = AbortSignal.any([signal, patience])
      try {
        const target = { hostname, port, isTls, proxy: null, trustedCa: options.trustedCa, protocol: null }
        const socket = await connectTo(target, ending)
        return await sendAll(socket, Buffer.concat(lines.map((line) => syslogFrame(line, options.machine))), ending)
      } catch (cause) {
        return err(connectionFailure(cause, patience.aborted))
      }
    },
  }
}

/** Until both sides have closed in good order. Rejects with the socket's error. */
function sendAll(socket: Socket, bytes: Buffer, signal: AbortSignal): Promise<Result<null, ShipFailure>> {
  return new Promise((resolve, reject) => {
    let isSent = false
    const end = (result: Result<null, ShipFailure>): void => {
      signal.removeEventListener('abort', onAbort)
      resolve(result)
      socket.destroy()
    }
    // A time-out before everything was taken is one of sending; behind it, only the receiver's close is missing.
    const onAbort = (): void => end(err({ cause: isSent ? 'not_ended' : 'timed_out', detail: null }))
    socket.on('error', (cause) => {
      signal.removeEventListener('abort', onAbort)
      reject(cause)
    })
    socket.on('close', () => end(err({ cause: 'cut_off', detail: null })))
    // Before we have closed ours it is no answer to it: the receiver wants no more, and may not have read this.
    socket.on('end', () => end(isSent ? ok(null) : err({ cause: 'cut_off', detail: null })))
    socket.on('finish', () => (isSent = true))
    // Whatever it says is no part of the protocol.
    socket.resume()
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    else socket.end(bytes)
  })
}
