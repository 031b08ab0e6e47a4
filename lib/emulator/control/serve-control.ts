import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { sha256Hex } from '../protocol/canonical-request.ts'
import type { Clock } from '#lib/core/clock.ts'
import type { Emulator } from '../emulator.ts'
import { readRequest } from '../http/read-request.ts'
import { control, type ControlAnswer } from './control.ts'
import { streamLedger } from './stream-ledger.ts'

type Gate = { readonly controlToken: string | null; readonly clock: Clock }

/**
 * The routes by which a test steers the emulator. They exist only when a token was set, and answer only to it; they are
 * no part of the emulated protocol and do not appear in the ledger.
 */
export async function serveControl(
  emulator: Emulator,
  { controlToken, clock }: Gate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (controlToken === null) return send(response, { httpStatus: 404, body: { error: 'no control token is set' } })
  const token = request.headers['x-emulator-control-token']
  if (typeof token !== 'string' || !isSame(token, controlToken)) {
    return send(response, { httpStatus: 403, body: { error: 'x-emulator-control-token is missing or wrong' } })
  }
  const read = await readRequest(request, clock, 1024 * 1024)
  if (!read.ok) return send(response, { httpStatus: 413, body: { error: 'the body is too long' } })
  const { pathname, searchParams } = new URL(read.value.target, 'http://emulator.invalid')
  if (read.value.method === 'GET' && pathname === '/_emulator/ledger') {
    return streamLedger(emulator.store.ledger, Number(searchParams.get('after') ?? 0), response)
  }
  const body = Buffer.from(read.value.body).toString('utf8')
  send(response, control(emulator, { method: read.value.method, pathname, body, now: read.value.receivedAt }))
}

function send(response: ServerResponse, { httpStatus, body }: ControlAnswer): void {
  const text = JSON.stringify(body)
  response.writeHead(httpStatus, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)))
}
