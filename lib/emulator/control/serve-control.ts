import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '#lib/core/clock.ts'
import type { Emulator } from '../emulator.ts'
import { readRequest } from '../http/read-request.ts'
import { sha256Hex } from '../protocol/canonical-request.ts'
import { control, type ControlAnswer } from './control.ts'
import { streamLedger } from './stream-ledger.ts'

type Gate = { readonly controlToken: string | null; readonly clock: Clock }

const MAX_BODY_BYTES = 1024 * 1024

/**
 * The routes by which a test steers the emulator. They exist only when a token was set, and answer only to it; they are
 * no part of the emulated protocol and do not appear in the ledger.
 */
export async function serveControl(
  emulator: Emulator,
  gate: Gate,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://emulator.invalid')
  const isLedger = request.method === 'GET' && pathname === '/_emulator/ledger'
  const refusal = refusalAtTheGate(gate, request.headers['x-emulator-control-token'])
  if (refusal === null && isLedger) {
    await streamLedger(emulator.store.ledger, Number(searchParams.get('after') ?? 0), response)
    return
  }
  send(response, refusal ?? (await answer(emulator, gate, request, pathname)))
}

async function answer(
  emulator: Emulator,
  { clock }: Gate,
  request: IncomingMessage,
  pathname: string,
): Promise<ControlAnswer> {
  const read = await readRequest(request, clock, MAX_BODY_BYTES)
  if (!read.ok) return { httpStatus: 413, body: { error: 'the body is too long' } }
  const body = Buffer.from(read.value.body).toString('utf8')
  return control(emulator, { method: read.value.method, pathname, body, now: read.value.receivedAt })
}

function refusalAtTheGate({ controlToken }: Gate, token: string | string[] | undefined): ControlAnswer | null {
  if (controlToken === null) return { httpStatus: 404, body: { error: 'no control token is set' } }
  if (typeof token === 'string' && isSame(token, controlToken)) return null
  return { httpStatus: 403, body: { error: 'x-emulator-control-token is missing or wrong' } }
}

function send(response: ServerResponse, { httpStatus, body }: ControlAnswer): void {
  const text = JSON.stringify(body)
  response.writeHead(httpStatus, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) })
  response.end(text)
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256Hex(a)), Buffer.from(sha256Hex(b)))
}
