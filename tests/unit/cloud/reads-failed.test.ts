import { describe, expect, it } from 'vitest'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { err } from '#lib/core/result.ts'
import { httpAnswer, jsonAnswer, type Lie } from '#tests/support/lying-server.ts'
import { always, described, errorBody, liedTo, requestId, row } from './support.ts'

async function failureOf(lie: Lie): Promise<{ failure: ReadFailure; requests: readonly string[] }> {
  const { cloud, server } = await liedTo(lie)
  const reading = await cloud.getCertificate('id-1')
  await cloud.close()
  if (reading.ok) throw new Error('the read succeeded')
  return { failure: reading.error, requests: server.requests }
}

describe('why a read gave nothing', () => {
  it.each<[name: string, answer: string, expected: Partial<ReadFailure>]>([
    ['NotFound', jsonAnswer(400, errorBody('NotFound')), { kind: 'not_found', requestId, code: 'NotFound' }],
    ['NotFound with 404', jsonAnswer(404, errorBody('NotFound')), { kind: 'not_found', requestId }],
    [
      'a 404 with another code',
      jsonAnswer(404, errorBody('CertificateNotExist')),
      { kind: 'refused', httpStatus: 404 },
    ],
    ['a 404 with nearly the code', jsonAnswer(404, errorBody('EntityNotFound')), { kind: 'refused' }],
    [
      'NotFound without a RequestId of its own',
      jsonAnswer(404, { Code: 'NotFound', Message: 'no route' }, { 'x-acs-request-id': requestId }),
      { kind: 'refused', requestId },
    ],
    ['NotFound with 200', jsonAnswer(200, errorBody('NotFound')), { kind: 'refused', httpStatus: 200 }],
    [
      'a mistyped AccessKeyId',
      jsonAnswer(404, errorBody('InvalidAccessKeyId.NotFound')),
      { kind: 'refused', httpStatus: 404 },
    ],
    ['a wrong endpoint', jsonAnswer(404, errorBody('InvalidAction.NotFound')), { kind: 'refused' }],
    ['a 404 page', httpAnswer(404, '<html>'), { kind: 'malformed', httpStatus: 404 }],
    ['a 404 in JSON of something else', jsonAnswer(404, { error: 'no route' }), { kind: 'malformed' }],
    ['a 403', jsonAnswer(403, errorBody('NoPermission')), { kind: 'forbidden', message: 'words' }],
    [
      'a denial that names the action',
      jsonAnswer(
        400,
        errorBody('NoPermission', { AccessDeniedDetail: { AuthAction: 'yundun-cert:DescribeClientCertificate' } }),
      ),
      {
        kind: 'forbidden',
        action: 'yundun-cert:DescribeClientCertificate',
        message: 'the credentials lack yundun-cert:DescribeClientCertificate',
      },
    ],
    ['a wrong secret', jsonAnswer(403, errorBody('SignatureDoesNotMatch')), { kind: 'refused' }],
    [
      'a refused date',
      jsonAnswer(400, errorBody('InvalidTimeStamp.Expired'), { date: new Date(Date.now() - 1_200_000).toUTCString() }),
      { kind: 'clock_off', message: "This machine's clock is 20 minutes ahead of Alibaba Cloud's: set it." },
    ],
    ['a refused date without a Date header', jsonAnswer(400, errorBody('IllegalTimestamp')), { kind: 'clock_off' }],
    [
      'another refusal while the clock is off',
      jsonAnswer(400, errorBody('SignatureDoesNotMatch'), { date: new Date(Date.now() + 240_000).toUTCString() }),
      { kind: 'clock_off' },
    ],
    [
      'a missing certificate while the clock is off',
      jsonAnswer(404, errorBody('NotFound'), { date: new Date(Date.now() + 240_000).toUTCString() }),
      { kind: 'not_found' },
    ],
    ['an empty 200', httpAnswer(200, ''), { kind: 'malformed', httpStatus: 200 }],
    ['a 200 that is not JSON', httpAnswer(200, 'ok'), { kind: 'malformed' }],
    ['a 200 without the certificate', jsonAnswer(200, { RequestId: requestId }), { kind: 'malformed', requestId }],
    ['a redirect', httpAnswer(302, '', { location: 'http://127.0.0.1:1/' }), { kind: 'malformed', httpStatus: 302 }],
    [
      'another certificate',
      jsonAnswer(200, { RequestId: requestId, Certificate: { ...row, Identifier: 'id-2' } }),
      { kind: 'malformed', message: 'the answer is about another certificate' },
    ],
    [
      'an unknown status',
      jsonAnswer(200, { RequestId: requestId, Certificate: { ...row, Status: 'FROZEN' } }),
      { kind: 'malformed', message: 'Status of the certificate is not one that we know: FROZEN' },
    ],
    [
      'no serial number',
      jsonAnswer(200, { RequestId: requestId, Certificate: { ...row, SerialNumber: '' } }),
      { kind: 'malformed' },
    ],
  ])('%s: asked once', async (_name, answer, expected) => {
    const { failure, requests } = await failureOf(always(answer))
    expect(failure).toMatchObject(expected)
    expect(requests).toHaveLength(1)
  })

  it.each<[name: string, lie: Lie, expected: Partial<ReadFailure>]>([
    [
      'throttling',
      always(jsonAnswer(400, errorBody('Throttling.User'))),
      { kind: 'throttled', code: 'Throttling.User' },
    ],
    [
      'a 500 of the API',
      always(jsonAnswer(500, errorBody('InternalError'))),
      { kind: 'unreachable', requestId, code: 'InternalError' },
    ],
    ['NotFound with 500', always(jsonAnswer(500, errorBody('NotFound'))), { kind: 'unreachable', httpStatus: 500 }],
    [
      'a 502 page',
      always(httpAnswer(502, '<html>', { 'x-acs-request-id': requestId })),
      { kind: 'unreachable', requestId },
    ],
    ['a reset', (socket) => socket.resetAndDestroy(), { kind: 'unreachable' }],
    [
      'half an answer',
      (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"Req'),
      { kind: 'unreachable' },
    ],
  ])('%s: asked four times', async (_name, lie, expected) => {
    const { failure, requests } = await failureOf(lie)
    expect(failure).toMatchObject(expected)
    expect(requests).toHaveLength(4)
  })

  it('silence: given up in time', async () => {
    const { cloud, slotsEnded } = await liedTo(() => undefined, { timeouts: { readMs: 100 } })
    expect(await cloud.getCertificate('id-1', { interactive: true })).toMatchObject({
      error: { kind: 'unreachable', message: 'no complete answer came in time' },
    })
    await cloud.close()
    expect(slotsEnded.map(({ timedOut }) => timedOut)).toEqual([true, true])
  })

  it.each<[name: string, timeouts: { headersMs?: number; bodyMs?: number }, lie: Lie, message: string]>([
    ['no headers', { headersMs: 100 }, () => undefined, 'the connection failed (UND_ERR_HEADERS_TIMEOUT)'],
    [
      'a body that stops',
      { bodyMs: 100 },
      (socket) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{"Req'),
      'the answer was cut short',
    ],
  ])('%s: given up long before the whole read would be', async (_name, timeouts, lie, message) => {
    const { cloud } = await liedTo(lie, { timeouts })
    const askedAt = Date.now()
    expect(await cloud.getCertificate('id-1', { interactive: true })).toMatchObject({
      error: { kind: 'unreachable', message },
    })
    // Two tries; undici's timers are coarse.
    expect(Date.now() - askedAt).toBeLessThan(10_000)
    await cloud.close()
  })

  it('a server that is not there: the slot was not used', async () => {
    const { cloud, slotsEnded, server } = await liedTo(() => undefined)
    await server.close()
    expect(await cloud.getCertificate('id-1')).toMatchObject({ error: { kind: 'unreachable' } })
    await cloud.close()
    expect(slotsEnded.map(({ notSent }) => notSent)).toEqual([true, true, true, true])
  })

  it('no credentials: nothing is sent and no slot is taken', async () => {
    const failure: ReadFailure = { kind: 'no_credentials', message: 'none' }
    const { cloud, slotsEnded, server } = await liedTo(always(described), {
      credentials: { resolve: async () => err(failure) },
    })
    expect(await cloud.getCertificate('id-1')).toEqual({ ok: false, error: failure })
    expect(await cloud.prepareWrite('DeleteClientCertificate', 'id-1')).toEqual({ ok: false, error: failure })
    expect(server.connections()).toBe(0)
    expect(slotsEnded).toEqual([])
  })

  it('our own limit: nothing is sent', async () => {
    const { cloud, server } = await liedTo(always(described), {
      limiter: { take: async () => null, release: async () => undefined },
    })
    expect(await cloud.getCertificate('id-1')).toMatchObject({ error: { kind: 'throttled' } })
    expect(server.connections()).toBe(0)
  })
})
