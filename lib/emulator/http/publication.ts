import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '#lib/core/clock.ts'
import { ocspErrorResponse, ocspRequestFromPath } from '#lib/pki/ocsp.ts'
import { answerOcsp } from '../authority/answer-ocsp.ts'
import { currentCrl } from '../authority/publish-crl.ts'
import type { Emulator } from '../emulator.ts'
import { readRequest } from './read-request.ts'

/** What relying parties fetch, unsigned and unthrottled: CRLs, CA certificates and OCSP. None of it is in the ledger. */
export async function publish(
  emulator: Emulator,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? ''
  const [, kind, file] = /^\/(crl|ca)\/([\w-]+)\.(?:crl|cer)$/.exec(target) ?? []
  if (target === '/ocsp' || target.startsWith('/ocsp/')) return serveOcsp(emulator, clock, request, response)
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendStatus(response, 405)
  const issuer = file === undefined ? undefined : emulator.issuers.byIdentifier(file)
  if (issuer === undefined) return sendStatus(response, 404)
  if (kind === 'ca') return sendDer(response, 'application/pkix-cert', issuer.row.certificateDer)
  const crl = emulator.store.transaction(() => currentCrl(emulator.store, issuer, clock.now()))
  return crl === null ? sendStatus(response, 404) : sendDer(response, 'application/pkix-crl', crl.der)
}

async function serveOcsp(
  emulator: Emulator,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const read = await readRequest(request, clock)
  const type = 'application/ocsp-response'
  if (!read.ok) return sendDer(response, type, ocspErrorResponse('malformedRequest'))
  const isGet = read.value.method === 'GET'
  if (!isGet && read.value.method !== 'POST') return sendStatus(response, 405)
  const asked = isGet
    ? ocspRequestFromPath(read.value.target.slice('/ocsp/'.length))
    : { ok: true as const, value: read.value.body }
  if (!asked.ok) return sendDer(response, type, ocspErrorResponse('malformedRequest'))
  return sendDer(response, type, answerOcsp(emulator.store, emulator.issuers, asked.value, read.value.receivedAt))
}

function sendDer(response: ServerResponse, type: string, der: Uint8Array): void {
  response.writeHead(200, { 'content-type': type, 'content-length': der.length, 'cache-control': 'no-store' })
  response.end(der)
}

function sendStatus(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 })
  response.end()
}
