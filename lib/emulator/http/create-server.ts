import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Clock } from '#lib/core/clock.ts'
import { serveControl } from '../control/serve-control.ts'
import type { Emulator } from '../emulator.ts'
import { handleCall, refuseUnread, type Delivery } from '../protocol/handle-call.ts'
import { inventedRefusals, refusals, type Refusal } from '../protocol/refusal.ts'
import { deliver } from './deliver.ts'
import { publish } from './publication.ts'
import { headOf, MAX_BODY_BYTES, readRequest } from './read-request.ts'

/** Longer than any limit of ours, so that a refusal of a long request can say why. */
const MAX_HEAD_BYTES = 64 * 1024

export type ServerParts = {
  /** Requests that come before the emulator is ready wait for it. */
  readonly ready: Promise<Emulator>
  readonly controlToken: string | null
  readonly clock: Clock
  readonly report: (error: unknown) => void
}

/** The one HTTP server: control routes, publication, and everything else the protocol. */
export function createEmulatorServer(parts: ServerParts): Server {
  const server = createServer({ maxHeaderSize: MAX_HEAD_BYTES }, (request, response) => {
    // The Date header tells of our clock, which a test may have set wrong on purpose.
    response.sendDate = false
    response.setHeader('date', new Date(parts.clock.now()).toUTCString())
    route(parts, request, response).catch((error: unknown) => {
      if (!request.destroyed || request.complete) parts.report(error)
      response.destroy()
    })
  })
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    refuseUnparsed(parts, error, socket).catch((cause: unknown) => {
      parts.report(cause)
      socket.destroy()
    })
  })
  return server
}

async function route(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const emulator = await parts.ready
  const target = request.url ?? ''
  if (target.startsWith('/_emulator/')) return serveControl(emulator, parts, request, response)
  if (/^\/(crl|ca|ocsp)(\/|$)/.test(target)) return publish(emulator, parts.clock, request, response)
  const read = await readRequest(request, parts.clock)
  if (!read.ok) response.setHeader('connection', 'close')
  deliver(response, read.ok ? handleCall(emulator, read.value) : tooLong(emulator, parts.clock, request))
}

function tooLong(emulator: Emulator, clock: Clock, request: IncomingMessage): Delivery {
  const read = { ...headOf(request), body: new Uint8Array(), receivedAt: clock.now() }
  return refuseUnread(emulator, read, inventedRefusals.tooLong('The body', MAX_BODY_BYTES))
}

/** What Node's parser gave up on has no request object; it gets the same kind of error all the same. */
async function refuseUnparsed(parts: ServerParts, error: NodeJS.ErrnoException, socket: Socket): Promise<void> {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const refusal: Refusal =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? inventedRefusals.tooLong('The head of the request', MAX_HEAD_BYTES)
      : refusals.malformed('The request is not HTTP/1.1.')
  const nothing = { method: '', target: '', headers: [], body: new Uint8Array(), receivedAt: parts.clock.now() }
  const { httpStatus, headers, body } = refuseUnread(await parts.ready, nothing, refusal).answer
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' })
  const head = [`HTTP/1.1 ${httpStatus} Bad Request`, ...lines.map(([name, value]) => `${name}: ${value}`)]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
}
