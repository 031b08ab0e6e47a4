import { gzipSync } from 'node:zlib'
import { httpAnswer, jsonAnswer, type Lie } from '#tests/support/lying-server.ts'

// What a server may answer to a write, and the outcome that it has to be taken for.

export const requestId = '5E9F1A3C-0000-4000-8000-7C5B0F1D2E3A'
const errorBody = { RequestId: requestId, HostId: 'cas.aliyuncs.com', Code: 'CertRevoked', Message: 'already revoked' }

export const once =
  (text: string | Buffer): Lie =>
  (socket) =>
    socket.end(text)

type Row = [name: string, lie: Lie, expected: Record<string, unknown>]

export const answered: Row[] = [
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
