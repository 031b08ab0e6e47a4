import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it } from 'vitest'
import { httpAnswer, jsonAnswer, lyingServer, type Lie, type LyingServer } from '#tests/support/lying-server.ts'
import { observedCloud, preparedRevoke, revoke } from './support.ts'

const requestId = '5E9F1A3C-0000-4000-8000-7C5B0F1D2E3A'
const errorBody = { RequestId: requestId, HostId: 'cas.aliyuncs.com', Code: 'CertRevoked', Message: 'already revoked' }

let server: LyingServer | null = null
afterEach(async () => {
  await server?.close()
  server = null
})

async function outcomeOf(lie: Lie, withinMs?: number) {
  server = await lyingServer(lie)
  return revoke(observedCloud(server.host).cloud, withinMs)
}

const once =
  (text: string | Buffer): Lie =>
  (socket) =>
    socket.end(text)

type Row = [name: string, lie: Lie, expected: Record<string, unknown>]

const answered: Row[] = [
  [
    'a 200 with a RequestId',
    once(jsonAnswer(200, { RequestId: requestId })),
    { kind: 'succeeded', requestId, httpStatus: 200 },
  ],
  [
    'a 200 in chunks',
    once(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk(`{"RequestId":"${requestId}"}`)}0\r\n\r\n`),
    { kind: 'succeeded', requestId },
  ],
  [
    'a 200 that something in between has compressed',
    (socket) => {
      const body = gzipSync(JSON.stringify({ RequestId: requestId }))
      socket.write(`HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: ${body.length}\r\n\r\n`)
      socket.end(body)
    },
    { kind: 'succeeded', requestId },
  ],
  [
    'a 200 with a code that means well',
    once(jsonAnswer(200, { RequestId: requestId, Code: 'OK' })),
    { kind: 'succeeded', requestId },
  ],
  [
    'a 200 whose code is a number, and no success',
    once(jsonAnswer(200, { RequestId: requestId, Code: 500, Message: 'broken' })),
    { kind: 'unknown', requestId },
  ],
  [
    'an error object with 400',
    once(jsonAnswer(400, { ...errorBody, Recommend: 'https://api.aliyun.com/troubleshoot?q=x' })),
    {
      kind: 'refused',
      requestId,
      httpStatus: 400,
      code: 'CertRevoked',
      message: 'already revoked',
      recommend: 'https://api.aliyun.com/troubleshoot?q=x',
      throttled: false,
    },
  ],
  [
    'a recommendation that is no https address',
    once(jsonAnswer(400, { ...errorBody, Recommend: 'javascript:alert(1)' })),
    { kind: 'refused', recommend: null },
  ],
  [
    'an error object without RequestId, which the header has',
    once(jsonAnswer(404, { Code: 'NotFound', Message: 'x' }, { 'x-acs-request-id': requestId })),
    { kind: 'refused', requestId, httpStatus: 404 },
  ],
  [
    'throttling, with its delay',
    once(jsonAnswer(400, { ...errorBody, Code: 'Throttling.User' }, { 'x-acs-retry-after': '1500' })),
    { kind: 'refused', throttled: true, retryAfterMs: 1500 },
  ],
  [
    'throttling with a 503',
    once(jsonAnswer(503, { ...errorBody, Code: 'Throttling' })),
    { kind: 'refused', throttled: true },
  ],
  [
    'a delay beyond all measure',
    once(jsonAnswer(400, { ...errorBody, Code: 'Throttling' }, { 'x-acs-retry-after': '999999999' })),
    { kind: 'refused', retryAfterMs: 3_600_000 },
  ],
  [
    'a 500 with an error object',
    once(jsonAnswer(500, { ...errorBody, Code: 'InternalError' })),
    { kind: 'unknown', cause: 'server_error', requestId, httpStatus: 500 },
  ],
  [
    'a 502 page of a proxy, with a RequestId in its header',
    once(httpAnswer(502, '<html>Bad gateway</html>', { 'content-type': 'text/html', 'x-acs-request-id': requestId })),
    { kind: 'unknown', cause: 'server_error', requestId },
  ],
  [
    'a 403 page of a firewall',
    once(httpAnswer(403, '<html>no</html>')),
    { kind: 'unknown', cause: 'not_json', httpStatus: 403 },
  ],
  ['an empty 200', once(httpAnswer(200, '')), { kind: 'unknown', cause: 'not_json', requestId: null }],
  [
    'an empty 200 with a RequestId in its header',
    once(httpAnswer(200, '', { 'x-acs-request-id': requestId })),
    { kind: 'unknown', cause: 'not_json', requestId },
  ],
  ['a 204', once(`HTTP/1.1 204 No Content\r\nx-acs-request-id: ${requestId}\r\n\r\n`), { kind: 'unknown', requestId }],
  ['a 200 that is not JSON', once(httpAnswer(200, 'OK')), { kind: 'unknown', cause: 'not_json' }],
  ['a 200 with a list', once(httpAnswer(200, '[]')), { kind: 'unknown', cause: 'not_json' }],
  ['a 200 without RequestId', once(jsonAnswer(200, {})), { kind: 'unknown', cause: 'malformed', requestId: null }],
  [
    'a 200 whose RequestId is in the header alone',
    once(jsonAnswer(200, {}, { 'x-acs-request-id': requestId })),
    { kind: 'unknown', cause: 'malformed', requestId },
  ],
  [
    'a 200 with an error object',
    once(jsonAnswer(200, errorBody)),
    { kind: 'unknown', cause: 'malformed', requestId, httpStatus: 200 },
  ],
  [
    'an error in XML',
    once(
      httpAnswer(
        400,
        `<?xml version='1.0'?><Error><RequestId>${requestId}</RequestId><Code>CertRevoked</Code></Error>`,
      ),
    ),
    { kind: 'unknown', cause: 'not_json', requestId },
  ],
  [
    'a RequestId in a header that was sent twice',
    once(
      `HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-acs-request-id: ${requestId}\r\nx-acs-request-id: ${requestId}\r\n\r\n{}`,
    ),
    { kind: 'unknown', cause: 'malformed', requestId },
  ],
  [
    'a 200 whose RequestId lies deeper than it should',
    once(jsonAnswer(200, { Data: [{ RequestId: requestId }] })),
    { kind: 'unknown', cause: 'malformed', requestId },
  ],
  [
    'a 200 whose RequestId is spelt otherwise',
    once(jsonAnswer(200, { requestId })),
    { kind: 'unknown', cause: 'malformed', requestId },
  ],
  [
    'a RequestId of which the half came',
    once(`HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"RequestId":"${requestId.slice(0, 20)}`),
    { kind: 'unknown', cause: 'truncated', requestId: null },
  ],
  [
    'a text that quotes a RequestId',
    once(jsonAnswer(200, { Message: '"RequestId": "somebody-elses"' })),
    { kind: 'unknown', cause: 'malformed', requestId: null },
  ],
  [
    'a RequestId that is an attack',
    once(jsonAnswer(200, { RequestId: '"><script>alert(1)</script>' })),
    { kind: 'unknown', cause: 'malformed', requestId: null },
  ],
  [
    'a redirect, which is not followed',
    once(httpAnswer(302, '', { location: 'http://127.0.0.1:1/', 'x-acs-request-id': requestId })),
    { kind: 'unknown', cause: 'not_json', httpStatus: 302, requestId },
  ],
  [
    'half an answer that holds the RequestId',
    once(`HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"RequestId":"${requestId}","X":"`),
    { kind: 'unknown', cause: 'truncated', requestId, httpStatus: 200 },
  ],
  [
    'half an answer whose header holds the RequestId',
    once(`HTTP/1.1 200 OK\r\ncontent-length: 500\r\nx-acs-request-id: ${requestId}\r\n\r\n{"Req`),
    { kind: 'unknown', cause: 'truncated', requestId },
  ],
  [
    // JSON.parse would be content with it; the connection says that it is not all.
    'a whole object in a cut body',
    once(`HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunk(`{"RequestId":"${requestId}"}`)}`),
    { kind: 'unknown', cause: 'truncated', requestId },
  ],
  [
    'a body without end',
    (socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\nx-acs-request-id: ${requestId}\r\n\r\n`)
      socket.write(Buffer.alloc(2_000_000, 0x20))
    },
    { kind: 'unknown', cause: 'truncated', requestId },
  ],
  ['no answer at all', (socket) => socket.end(), { kind: 'unknown', cause: 'connection_lost', requestId: null }],
  ['a reset', (socket) => socket.resetAndDestroy(), { kind: 'unknown', cause: 'connection_lost', requestId: null }],
  ['bytes that are not HTTP', once('SSH-2.0-OpenSSH_9.2\r\n'), { kind: 'unknown', cause: 'connection_lost' }],
  [
    'headers without end',
    once(`HTTP/1.1 200 OK\r\nx-long: ${'a'.repeat(100_000)}\r\n\r\n`),
    { kind: 'unknown', cause: 'connection_lost' },
  ],
]

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`
}

describe('how a write ends', () => {
  it.each(answered)('%s', async (_name, lie, expected) => {
    const outcome = await outcomeOf(lie)
    expect(outcome).toMatchObject(expected)
    // Whatever the server does, it has seen this write once.
    expect(server?.requests).toHaveLength(1)
    expect(server?.connections()).toBe(1)
  })

  it('silence until the deadline', async () => {
    const outcome = await outcomeOf(() => undefined, 400)
    expect(outcome).toMatchObject({
      kind: 'unknown',
      cause: 'timed_out',
      requestId: null,
      httpStatus: null,
      rttMs: null,
    })
    expect(server?.requests).toHaveLength(1)
  })

  it('silence, where the clock was set back and the deadline seems an hour away', async () => {
    server = await lyingServer(() => undefined)
    const { cloud } = observedCloud(server.host, { timeouts: { writeMs: 300 } })
    const write = await preparedRevoke(cloud)
    const begunAt = performance.now()
    expect(await write.send(Date.now() + 3_600_000)).toMatchObject({ kind: 'unknown', cause: 'timed_out' })
    expect(performance.now() - begunAt).toBeLessThan(5_000)
  })

  it('is told of when it counts as sent, and not where it never was', async () => {
    server = await lyingServer(once(jsonAnswer(200, { RequestId: requestId })))
    const { cloud } = observedCloud(server.host)
    const seen: number[] = []
    const told = () => seen.push(server?.requests.length ?? -1)
    await (await preparedRevoke(cloud)).send(Date.now() + 5_000, told)
    expect(seen).toEqual([0])
    await (await preparedRevoke(cloud)).send(Date.now() - 1, told)
    expect(seen).toEqual([0])
  })

  it('a body that drips past the deadline keeps its RequestId', async () => {
    let drip: NodeJS.Timeout | undefined
    const outcome = await outcomeOf((socket) => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n{"RequestId":"${requestId}",`)
      drip = setInterval(() => socket.write(' '), 20)
      socket.on('close', () => clearInterval(drip))
    }, 800)
    clearInterval(drip)
    expect(outcome).toMatchObject({ kind: 'unknown', cause: 'timed_out', requestId, httpStatus: 200 })
  })

  it('goes out on a connection of its own, each time', async () => {
    server = await lyingServer((socket) => socket.write(jsonAnswer(200, { RequestId: requestId })))
    const { cloud } = observedCloud(server.host)
    await revoke(cloud)
    await revoke(cloud)
    expect(server.connections()).toBe(2)
    expect(server.requests[0]).toMatch(/^connection: close\r$/im)
    expect(server.requests[0]).toMatch(/^content-length: 0\r$/im)
  })

  it('is not tried again when the connection dies at once', async () => {
    server = await lyingServer(
      () => undefined,
      (socket) => socket.resetAndDestroy(),
    )
    const outcome = await revoke(observedCloud(server.host).cloud)
    // Which of the two depends on whether the reset comes before the hand-over of the socket.
    expect(['unknown', 'not_sent']).toContain(outcome.kind)
    expect(server.connections()).toBe(1)
  })

  it('cannot be sent twice', async () => {
    server = await lyingServer(once(jsonAnswer(200, { RequestId: requestId })))
    const write = await preparedRevoke(observedCloud(server.host).cloud)
    await write.send(Date.now() + 1_000)
    await expect(write.send(Date.now() + 1_000)).rejects.toThrow('once')
    expect(server.requests).toHaveLength(1)
  })

  it('is measured: round trip, clock, times', async () => {
    const date = new Date(Date.now() - 600_000).toUTCString()
    const outcome = await outcomeOf(once(jsonAnswer(200, { RequestId: requestId }, { date })))
    expect(outcome.skewMs).toBeGreaterThan(590_000)
    expect(outcome.skewMs).toBeLessThan(610_000)
    expect(outcome.rttMs).toBeGreaterThanOrEqual(0)
    expect(outcome.exchange.endedAt).toBeGreaterThanOrEqual(outcome.respondedAt)
  })
})
