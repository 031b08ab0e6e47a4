import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Clock } from '#lib/core/clock.ts'
import { ok } from '#lib/core/result.ts'
import { ocspErrorResponse, ocspRequestFromPath } from '#lib/pki/ocsp.ts'
import { answerOcsp } from '../authority/answer-ocsp.ts'
import { currentCrl } from '../authority/publish-crl.ts'
import type { Emulator } from '../emulator.ts'
import { readRequest } from './read-request.ts'

type Document = { readonly httpStatus: 200; readonly type: string; readonly der: Uint8Array }
type Reply = Document | { readonly httpStatus: 404 | 405 }

/** What relying parties fetch, unsigned and unthrottled: CRLs, CA certificates and OCSP. None of it is in the ledger. */
export async function publish(
  emulator: Emulator,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const target = request.url ?? ''
  const isOcsp = target === '/ocsp' || target.startsWith('/ocsp/')
  const reply = isOcsp ? await ocspReply(emulator, clock, request) : fileReply(emulator, clock, request.method, target)
  if (reply.httpStatus === 200) {
    response.writeHead(200, {
      'content-type': reply.type,
      'content-length': reply.der.length,
      'cache-control': 'no-store',
    })
    response.end(reply.der)
  } else {
    response.writeHead(reply.httpStatus, { 'content-length': 0 })
    response.end()
  }
}

function fileReply(emulator: Emulator, clock: Clock, method: string | undefined, target: string): Reply {
  if (method !== 'GET' && method !== 'HEAD') return { httpStatus: 405 }
  const [, crlOf, certificateOf] = /^\/(?:crl\/([\w-]+)\.crl|ca\/([\w-]+)\.cer)$/.exec(target) ?? []
  const issuer = emulator.issuers.byIdentifier(crlOf ?? certificateOf ?? '')
  if (issuer === undefined) return { httpStatus: 404 }
  if (certificateOf !== undefined) {
    return { httpStatus: 200, type: 'application/pkix-cert', der: issuer.row.certificateDer }
  }
  const crl = emulator.store.transaction(() => currentCrl(emulator.store, issuer, clock.now()))
  return crl === null ? { httpStatus: 404 } : { httpStatus: 200, type: 'application/pkix-crl', der: crl.der }
}

async function ocspReply(emulator: Emulator, clock: Clock, request: IncomingMessage): Promise<Reply> {
  const read = await readRequest(request, clock)
  const document = (der: Uint8Array): Reply => ({ httpStatus: 200, type: 'application/ocsp-response', der })
  if (!read.ok) return document(ocspErrorResponse('malformedRequest'))
  const { method, target, body, receivedAt } = read.value
  if (method !== 'GET' && method !== 'POST') return { httpStatus: 405 }
  const asked = method === 'GET' ? ocspRequestFromPath(target.slice('/ocsp/'.length)) : ok(body)
  if (!asked.ok) return document(ocspErrorResponse('malformedRequest'))
  return document(answerOcsp(emulator.store, emulator.issuers, asked.value, receivedAt))
}
