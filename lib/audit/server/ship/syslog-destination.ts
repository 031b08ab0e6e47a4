import 'server-only'
import type { Socket } from 'node:net'
import { err, ok, type Result } from '#lib/core/result.ts'
import { connectionFailure, connectTo } from './connection.ts'
import { fingerprintOf, type Destination, type ShipFailure } from './destination.ts'
import { syslogFrame } from './syslog-message.ts'
import { untilTaken } from './until-taken.ts'

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
 * Syslog over TCP or TLS. It has no acknowledgement, so a batch is a connection: all of it is sent, the receiver's TCP
 * takes it, our side is closed, and the receiver's close is waited for. One that goes with something unread, or dies,
 * resets the connection instead. Acknowledged means so much: the receiver was handed every byte and closed in good order
 * afterwards. It does not mean that anything is stored there; syslog has no way to say so. A receiver that never closes
 * has acknowledged nothing.
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
    let isClosing = false
    const end = (settle: () => void): void => {
      signal.removeEventListener('abort', onAbort)
      settle()
      socket.destroy()
    }
    const answer = (result: Result<null, ShipFailure>) => () => end(() => resolve(result))
    const onAbort = (): void => answer(err({ cause: isClosing ? 'not_ended' : 'timed_out', detail: null }))()
    socket.on('error', (cause) => end(() => reject(cause)))
    socket.on('close', answer(cutOff))
    // A close that comes before ours is no answer to it: the receiver wants no more.
    socket.on('end', () => answer(isClosing ? ok(null) : cutOff)())
    // Whatever it says is no part of the protocol.
    socket.resume()
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    socket.write(bytes, () => {
      void untilTaken(socket, signal).then(() => {
        isClosing = !socket.destroyed && !socket.readableEnded
        socket.end()
      })
    })
  })
}

const cutOff = err<ShipFailure>({ cause: 'cut_off', detail: null })
