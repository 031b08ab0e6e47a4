import { afterEach, describe, expect, it } from 'vitest'
import type { ReadFailure } from '#lib/cloud/server/port.ts'
import { err } from '#lib/core/result.ts'
import { httpAnswer, jsonAnswer, lyingServer, type Lie, type LyingServer } from '#tests/support/lying-server.ts'
import { accessKeyId, canarySecret, canaryToken, observedCloud, type Observed } from './support.ts'

const requestId = '5E9F1A3C-0000-4000-8000-7C5B0F1D2E3A'
const row = {
  Identifier: 'id-1',
  SerialNumber: '0ABC',
  CommonName: 'a.example',
  SubjectDN: 'C=CN,CN=a.example',
  Sans: '[{"Type":2,"Value":"a.example"},]',
  Status: 'ISSUE',
  CertificateType: 'SERVER',
  BeforeDate: 1_700_000_000_000,
  AfterDate: 1_900_000_000_000,
  ParentIdentifier: 'ca-1',
  Algorithm: 'ECC',
  KeySize: 256,
  SignAlgorithm: 'SHA256WITHECDSA',
  Md5: 'AB',
  Sha2: 'CD',
  X509Certificate: 'pem',
}
const described = jsonAnswer(200, { RequestId: requestId, Certificate: row })

let server: LyingServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

async function observe(lie: Lie, options: Parameters<typeof observedCloud>[1] = {}): Promise<Observed> {
  server = await lyingServer(lie)
  return observedCloud(server.host, options)
}
const always =
  (text: string): Lie =>
  (socket) =>
    socket.write(text)

async function failureOf(lie: Lie): Promise<ReadFailure> {
  const { cloud } = await observe(lie)
  const reading = await cloud.getCertificate('id-1')
  await cloud.close()
  if (reading.ok) throw new Error('the read succeeded')
  return reading.error
}

describe('a read that others wait behind', () => {
  it('is tried once and ends in time, whatever the vendor does', async () => {
    const { cloud, slotsEnded, pauses } = await observe(() => undefined)
    const reading = await cloud.getStatuses(['id-1'], { onceWithinMs: 500 })
    await cloud.close()
    expect(reading).toMatchObject({ ok: false, error: { kind: 'unreachable' } })
    expect(server?.requests).toHaveLength(1)
    expect(pauses).toEqual([])
    expect(slotsEnded).toMatchObject([{ timedOut: true, notSent: false }])
  })
})

describe('a read that succeeds', () => {
  it('comes in our own terms', async () => {
    const { cloud } = await observe(always(described))
    const before = Date.now()
    const reading = await cloud.getCertificate('id-1')
    await cloud.close()
    expect(reading).toMatchObject({
      ok: true,
      value: {
        requestId,
        value: {
          identifier: 'id-1',
          serialNumber: '0abc',
          sans: [{ type: 'dns', value: 'a.example' }],
          type: 'server',
          vendorStatus: 'ISSUE',
          notBefore: 1_700_000_000_000,
          chain: null,
        },
      },
    })
    if (reading.ok) expect(reading.value.readAt).toBeGreaterThanOrEqual(before)
  })

  it('keeps its sockets for the next ones', async () => {
    const { cloud } = await observe(always(described))
    for (let count = 0; count < 12; count += 1) await cloud.getCertificate('id-1')
    await cloud.close()
    expect(server?.requests).toHaveLength(12)
    // One after the other: at most a second, opened while the first is being put back.
    expect(server?.connections()).toBeLessThanOrEqual(2)
  })

  it('opens no more than four sockets, whatever is asked of it', async () => {
    const { cloud } = await observe((socket) => setImmediate(() => socket.write(described)))
    await Promise.all(Array.from({ length: 24 }, () => cloud.getCertificate('id-1')))
    await cloud.close()
    expect(server?.requests).toHaveLength(24)
    expect(server?.connections()).toBeLessThanOrEqual(4)
  })

  it('gives the slot back with what the limiter wants to know', async () => {
    const { cloud, slotsEnded } = await observe(always(described))
    await cloud.getCertificate('id-1')
    await cloud.close()
    expect(slotsEnded).toHaveLength(1)
    expect(slotsEnded[0]).toMatchObject({ throttled: false, timedOut: false, notSent: false })
    expect(slotsEnded[0]?.rttMs).toBeGreaterThanOrEqual(0)
  })

  it('walks every page of the authorities', async () => {
    const { cloud } = await observe((socket, request) => {
      const number = Number(/CurrentPage=(\d+)/.exec(request)?.[1])
      const rows = number === 1 ? ['ca-1', 'ca-2'] : ['ca-2', 'ca-3']
      const list = rows.map((Identifier) => ({ Identifier, CertificateType: 'SUB_ROOT', Status: 'ISSUE' }))
      socket.write(jsonAnswer(200, { RequestId: requestId, TotalCount: 3, CertificateList: list }))
    })
    const reading = await cloud.listAuthorities()
    await cloud.close()
    expect(reading.ok && reading.value.value.map(({ identifier }) => identifier)).toEqual(['ca-1', 'ca-2', 'ca-3'])
  })

  it('is of the time of its first page, where there are several', async () => {
    const list = (number: number) => [{ Identifier: `ca-${number}`, CertificateType: 'SUB_ROOT', Status: 'ISSUE' }]
    let now = 1_000_000
    const { cloud } = await observe(
      (socket, _request, count) => {
        now += 5_000
        socket.write(jsonAnswer(200, { RequestId: requestId, TotalCount: 3, CertificateList: list(count) }))
      },
      { clock: { now: () => now } },
    )
    expect(await cloud.listAuthorities()).toMatchObject({ value: { readAt: 1_000_000, value: { length: 3 } } })
    await cloud.close()
  })

  it('proves nothing where a status other than unknown names no certificate', async () => {
    const { cloud } = await observe(
      always(jsonAnswer(200, { RequestId: requestId, CertificateStatus: [{ SerialNumber: '', Status: 'revoked' }] })),
    )
    expect(await cloud.getStatuses(['id-1'])).toMatchObject({ error: { kind: 'malformed', requestId } })
    await cloud.close()
  })

  it('stops at a list of authorities that repeats its page', async () => {
    const { cloud, logged } = await observe(
      always(jsonAnswer(200, { TotalCount: 9, CertificateList: [{ Identifier: 'ca-1' }] })),
    )
    expect(await cloud.listAuthorities()).toMatchObject({ ok: true })
    await cloud.close()
    expect(server?.requests).toHaveLength(2)
    expect(logged.some(({ message }) => message.includes('ended early'))).toBe(true)
  })

  it('tells the smaller page that the vendor gave', async () => {
    const { cloud } = await observe(
      always(jsonAnswer(200, { CertificateList: [row], TotalCount: 1, CurrentPage: 1, ShowSize: 100 })),
    )
    expect(await cloud.listCertificates({ page: 1, pageSize: 500 })).toMatchObject({
      ok: true,
      value: { pageSize: 100, total: 1, requestId: '' },
    })
    await cloud.close()
  })

  it('maps statuses and CRL addresses', async () => {
    const { cloud } = await observe((socket, request) =>
      socket.write(
        request.includes('GetCaInstanceCrlAddress')
          ? jsonAnswer(200, {
              RequestId: requestId,
              CrlUrl: 'http://crl.example/1.crl',
              NextUpdateTime: '1900000000000',
            })
          : jsonAnswer(200, {
              RequestId: requestId,
              CertificateStatus: [
                { SerialNumber: '0A', Status: 'revoked', RevokeTime: '2026-01-02T03:04Z' },
                { SerialNumber: '0b', Status: 'good', RevokeTime: 0 },
                { SerialNumber: '0c', Status: 'something new', RevokeTime: 'never' },
                { SerialNumber: '', Status: 'unknown', RevokeTime: 0 },
              ],
            }),
      ),
    )
    expect(await cloud.getStatuses(['id-1', 'id-2', 'id-3'])).toMatchObject({
      value: {
        value: [
          { serialNumber: '0a', status: 'revoked', revokeTime: Date.UTC(2026, 0, 2, 3, 4) },
          { serialNumber: '0b', status: 'good', revokeTime: null },
          { serialNumber: '0c', status: 'unknown', revokeTime: null },
          { serialNumber: '', status: 'unknown', revokeTime: null },
        ],
      },
    })
    expect(await cloud.getCrlAddress('ca-1')).toMatchObject({
      value: { value: { crlUrl: 'http://crl.example/1.crl', nextUpdate: 1_900_000_000_000 } },
    })
    await cloud.close()
    expect(server?.requests[0]).toContain('Identifier=id-1%2Cid-2%2Cid-3')
  })
})

const error = (Code: string, more: Record<string, unknown> = {}) => ({
  RequestId: requestId,
  Code,
  Message: 'words',
  ...more,
})

describe('why a read gave nothing', () => {
  it.each<[name: string, answer: string, expected: Partial<ReadFailure>]>([
    ['NotFound', jsonAnswer(400, error('NotFound')), { kind: 'not_found', requestId, code: 'NotFound' }],
    ['NotFound with 404', jsonAnswer(404, error('NotFound')), { kind: 'not_found', requestId }],
    ['a 404 with another code', jsonAnswer(404, error('CertificateNotExist')), { kind: 'refused', httpStatus: 404 }],
    ['a 404 with nearly the code', jsonAnswer(404, error('EntityNotFound')), { kind: 'refused' }],
    [
      'NotFound without a RequestId of its own',
      jsonAnswer(404, { Code: 'NotFound', Message: 'no route' }, { 'x-acs-request-id': requestId }),
      { kind: 'refused', requestId },
    ],
    ['NotFound with 200', jsonAnswer(200, error('NotFound')), { kind: 'refused', httpStatus: 200 }],
    [
      'a mistyped AccessKeyId',
      jsonAnswer(404, error('InvalidAccessKeyId.NotFound')),
      { kind: 'refused', httpStatus: 404 },
    ],
    ['a wrong endpoint', jsonAnswer(404, error('InvalidAction.NotFound')), { kind: 'refused' }],
    ['a 404 page', httpAnswer(404, '<html>'), { kind: 'malformed', httpStatus: 404 }],
    ['a 404 in JSON of something else', jsonAnswer(404, { error: 'no route' }), { kind: 'malformed' }],
    ['a 403', jsonAnswer(403, error('NoPermission')), { kind: 'forbidden', message: 'words' }],
    [
      'a denial that names the action',
      jsonAnswer(
        400,
        error('NoPermission', { AccessDeniedDetail: { AuthAction: 'yundun-cert:DescribeClientCertificate' } }),
      ),
      {
        kind: 'forbidden',
        action: 'yundun-cert:DescribeClientCertificate',
        message: 'the credentials lack yundun-cert:DescribeClientCertificate',
      },
    ],
    ['a wrong secret', jsonAnswer(403, error('SignatureDoesNotMatch')), { kind: 'refused' }],
    [
      'a refused date',
      jsonAnswer(400, error('InvalidTimeStamp.Expired'), { date: new Date(Date.now() - 1_200_000).toUTCString() }),
      { kind: 'clock_off', message: "This machine's clock is 20 minutes ahead of Alibaba Cloud's: set it." },
    ],
    ['a refused date without a Date header', jsonAnswer(400, error('IllegalTimestamp')), { kind: 'clock_off' }],
    [
      'another refusal while the clock is off',
      jsonAnswer(400, error('SignatureDoesNotMatch'), { date: new Date(Date.now() + 240_000).toUTCString() }),
      { kind: 'clock_off' },
    ],
    [
      'a missing certificate while the clock is off',
      jsonAnswer(404, error('NotFound'), { date: new Date(Date.now() + 240_000).toUTCString() }),
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
    expect(await failureOf(always(answer))).toMatchObject(expected)
    expect(server?.requests).toHaveLength(1)
  })

  it.each<[name: string, lie: Lie, expected: Partial<ReadFailure>]>([
    ['throttling', always(jsonAnswer(400, error('Throttling.User'))), { kind: 'throttled', code: 'Throttling.User' }],
    [
      'a 500 of the API',
      always(jsonAnswer(500, error('InternalError'))),
      { kind: 'unreachable', requestId, code: 'InternalError' },
    ],
    ['NotFound with 500', always(jsonAnswer(500, error('NotFound'))), { kind: 'unreachable', httpStatus: 500 }],
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
    expect(await failureOf(lie)).toMatchObject(expected)
    expect(server?.requests).toHaveLength(4)
  })

  it('silence: given up in time', async () => {
    const { cloud, slotsEnded } = await observe(() => undefined, { timeouts: { readMs: 100 } })
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
    const { cloud } = await observe(lie, { timeouts })
    const askedAt = Date.now()
    expect(await cloud.getCertificate('id-1', { interactive: true })).toMatchObject({
      error: { kind: 'unreachable', message },
    })
    // Two tries; undici's timers are coarse.
    expect(Date.now() - askedAt).toBeLessThan(10_000)
    await cloud.close()
  })

  it('a server that is not there: the slot was not used', async () => {
    const { cloud, slotsEnded } = await observe(() => undefined)
    await server?.close()
    expect(await cloud.getCertificate('id-1')).toMatchObject({ error: { kind: 'unreachable' } })
    await cloud.close()
    expect(slotsEnded.map(({ notSent }) => notSent)).toEqual([true, true, true, true])
  })

  it('no credentials: nothing is sent and no slot is taken', async () => {
    const failure: ReadFailure = { kind: 'no_credentials', message: 'none' }
    const { cloud, slotsEnded } = await observe(always(described), {
      credentials: { resolve: async () => err(failure) },
    })
    expect(await cloud.getCertificate('id-1')).toEqual({ ok: false, error: failure })
    expect(await cloud.prepareWrite('DeleteClientCertificate', 'id-1')).toEqual({ ok: false, error: failure })
    expect(server?.connections()).toBe(0)
    expect(slotsEnded).toEqual([])
  })

  it('our own limit: nothing is sent', async () => {
    const { cloud } = await observe(always(described), {
      limiter: { take: async () => null, release: async () => undefined },
    })
    expect(await cloud.getCertificate('id-1')).toMatchObject({ error: { kind: 'throttled' } })
    expect(server?.connections()).toBe(0)
  })
})

describe('repeating a read', () => {
  it('waits twice as long each time, and succeeds as soon as the vendor does', async () => {
    const { cloud, pauses } = await observe((socket, _request, count) =>
      socket.write(count < 4 ? httpAnswer(503, 'busy') : described),
    )
    expect(await cloud.getCertificate('id-1')).toMatchObject({ ok: true })
    await cloud.close()
    expect(pauses).toEqual([250, 500, 1000])
  })

  it('obeys x-acs-retry-after, which counts milliseconds', async () => {
    const throttled = jsonAnswer(400, error('Throttling'), { 'x-acs-retry-after': '2300' })
    const { cloud, pauses, slotsEnded } = await observe((socket, _request, count) =>
      socket.write(count === 1 ? throttled : described),
    )
    expect(await cloud.getCertificate('id-1')).toMatchObject({ ok: true })
    await cloud.close()
    expect(pauses).toEqual([2300])
    expect(slotsEnded[0]).toMatchObject({ throttled: true, retryAfterMs: 2300 })
  })

  it('lets nobody wait long who looks at the page', async () => {
    const throttled = jsonAnswer(400, error('Throttling'), { 'x-acs-retry-after': '30000' })
    const { cloud, pauses } = await observe(always(throttled))
    expect(await cloud.getCertificate('id-1', { interactive: true })).toMatchObject({ error: { kind: 'throttled' } })
    await cloud.close()
    expect(pauses).toEqual([])
  })

  it('signs every try anew', async () => {
    const { cloud } = await observe(always(httpAnswer(503, '')))
    await cloud.getCertificate('id-1')
    await cloud.close()
    const nonces = server?.requests.map((request) => /x-acs-signature-nonce: (\w+)/.exec(request)?.[1])
    expect(new Set(nonces).size).toBe(4)
  })
})

describe('secrets', () => {
  // A vendor repeats what it was sent; ours repeats everything that it can think of.
  const repeat: Lie = (socket, request) => {
    const authorization = /authorization: (.*)\r/i.exec(request)?.[1] ?? ''
    const everything = [canarySecret, canaryToken, encodeURIComponent(canaryToken), accessKeyId, authorization, request]
    const body = JSON.stringify(
      error(`SignatureDoesNotMatch ${canarySecret}`, {
        Message: everything.join('\n'),
        Recommend: `https://api.aliyun.com/?t=${encodeURIComponent(canaryToken)}`,
        AccessDeniedDetail: { AuthAction: canaryToken },
      }),
    )
    const header = encodeURIComponent(canaryToken)
    const status = request.includes('CreateRevoke') ? 400 : 403
    socket.write(
      httpAnswer(status, body.replaceAll('/', '\\/'), { 'x-acs-request-id': header, server: header, via: canaryToken }),
    )
  }

  it('never come out of a write, a read or the log', async () => {
    const { cloud, logged } = await observe(repeat)
    const prepared = await cloud.prepareWrite('CreateRevokeClientCertificate', 'id-1')
    if (!prepared.ok) throw new Error('not prepared')
    const outcome = await prepared.value.send(Date.now() + 10_000)
    const reading = await cloud.getCertificate('id-1')
    const list = await cloud.listCertificates({ page: 1, pageSize: 10 })
    await cloud.close()
    const { request } = prepared.value
    const seen = JSON.stringify({ outcome, reading, list, logged, request })
    const sent = server?.requests.join('') ?? ''
    const signatures = [...sent.matchAll(/Signature=([0-9a-f]{64})/g)].map(([, signature]) => signature ?? '')
    expect(sent).toContain(canaryToken)
    expect(signatures.length).toBeGreaterThan(2)
    for (const secret of [canarySecret, canaryToken, ...signatures]) {
      expect(seen).not.toContain(secret)
      expect(seen).not.toContain(encodeURIComponent(secret))
      expect(seen).not.toContain(JSON.stringify(secret).slice(1, -1))
      expect(seen).not.toContain(JSON.stringify(JSON.stringify(secret)).slice(3, -3))
    }
    expect(outcome).toMatchObject({ kind: 'refused' })
    expect(outcome.exchange.request.headers['authorization']).toMatch(
      /Credential=LTAI\*{4}0001,.*Signature=\[redacted\]$/,
    )
    expect(Object.keys(outcome.exchange.request.headers)).not.toContain('x-acs-security-token')
    expect(JSON.stringify(outcome.exchange)).not.toContain(accessKeyId)
  })

  it('an exchange keeps 16 KB of a body and says that it is not all', async () => {
    const { cloud } = await observe(always(jsonAnswer(400, error('X', { Message: 'm'.repeat(40_000) }))))
    const prepared = await cloud.prepareWrite('DeleteClientCertificate', 'id-1')
    if (!prepared.ok) throw new Error('not prepared')
    const { exchange, ...outcome } = await prepared.value.send(Date.now() + 10_000)
    expect(exchange.answer?.body).toHaveLength(16 * 1024)
    expect(exchange.answer?.truncated).toBe(true)
    expect(outcome).toMatchObject({ kind: 'refused', message: `${'m'.repeat(500)}…` })
  })
})
