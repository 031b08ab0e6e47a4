import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { fetchPublished, type FetchOptions } from '#lib/evidence/server/fetch/fetch-published.ts'
import { httpAnswer, lyingServer, type Lie } from '#tests/support/lying-server.ts'
import { limits, says, serverOf } from './published-by.ts'

async function fetched(lie: Lie, options: Partial<FetchOptions> = {}) {
  const server = await serverOf(lie)
  return fetchPublished(`http://${server.host}/a/b.crl?c=d#e`, { ...limits, ...options })
}

async function codeOf(lie: Lie, options: Partial<FetchOptions> = {}): Promise<string> {
  const answer = await fetched(lie, options)
  return answer.ok ? 'fetched' : answer.error.code
}

const head = (status: number, ...lines: readonly string[]): string =>
  [`HTTP/1.1 ${String(status)} X`, ...lines, '', ''].join('\r\n')

/** Calls `act` every few milliseconds until the socket is gone. */
const dripping =
  (first: string, drop: string | Buffer, everyMs = 5): Lie =>
  (socket) => {
    socket.write(first)
    const timer = setInterval(() => {
      if (socket.destroyed) clearInterval(timer)
      else socket.write(drop)
    }, everyMs)
  }

describe('what is published', () => {
  it('is fetched with nothing that says who asks', async () => {
    const server = await serverOf(says(httpAnswer(200, 'crl', { etag: '"1"' })))
    const answer = await fetchPublished(`http://${server.host}/a/b.crl?c=d#e`, { ...limits, now: () => 42 })
    expect(answer).toEqual({ ok: true, value: { bytes: Buffer.from('crl'), etag: '"1"', fetchedAt: 42 } })
    const [requestLine, ...headers] = (server.requests[0] ?? '').trim().split('\r\n')
    expect(requestLine).toBe('GET /a/b.crl?c=d HTTP/1.1')
    expect(headers.map((line) => line.toLowerCase()).sort()).toEqual([
      'accept-encoding: identity',
      'accept: */*',
      'connection: close',
      `host: ${server.host}`,
      'user-agent: rescind',
    ])
    expect(server.connections()).toBe(1)
  })

  it('may be asked for with a body', async () => {
    const server = await serverOf(says(httpAnswer(200, 'answer')))
    const body = Buffer.from('question')
    const options = { ...limits, method: 'POST', body, contentType: 'application/ocsp-request' } as const
    expect(await fetchPublished(`http://${server.host}/`, options)).toMatchObject({ ok: true })
    expect(server.requests[0]).toMatch(/^POST \/ HTTP\/1\.1\r\n/)
    expect(server.requests[0]?.toLowerCase()).toContain('content-type: application/ocsp-request')
    expect(server.requests[0]?.toLowerCase()).toContain('content-length: 8')
  })

  it('may come in chunks, without a length, up to the limit to the byte, and empty', async () => {
    const chunked = `${head(200, 'transfer-encoding: chunked')}3\r\ncrl\r\n0\r\n\r\n`
    expect(await fetched(says(chunked))).toMatchObject({ ok: true, value: { bytes: Buffer.from('crl'), etag: null } })
    expect(await fetched(says(`${head(200, 'connection: close')}crl`))).toMatchObject({ ok: true })
    expect(await codeOf(says(httpAnswer(200, 'x'.repeat(100_000))))).toBe('fetched')
    expect(await fetched(says(httpAnswer(200, '')))).toMatchObject({ ok: true, value: { bytes: Buffer.alloc(0) } })
  })
})

describe('refused is', () => {
  it.each([301, 302, 303, 307, 308])('a redirect (%i), and nobody goes there', async (status) => {
    const target = await serverOf(says(httpAnswer(200, 'secret')))
    const answer = await fetched(says(httpAnswer(status, '', { location: `http://${target.host}/` })))
    expect(answer).toMatchObject({ ok: false, error: { code: 'redirected', status } })
    expect(target.connections()).toBe(0)
  })

  it.each([201, 204, 206, 304, 401, 403, 404, 429, 500, 503])('status %i', async (status) => {
    expect(await fetched(says(httpAnswer(status, '')))).toMatchObject({
      ok: false,
      error: { code: 'http_status', status },
    })
  })

  it('a body that says that it is too long, before it is read', async () => {
    let written = 0
    const lie: Lie = (socket) => {
      socket.write(head(200, 'content-length: 100000000'))
      const timer = setInterval(() => {
        if (socket.destroyed) clearInterval(timer)
        else if (socket.write(Buffer.alloc(16_384))) written += 16_384
      }, 1)
    }
    expect(await codeOf(lie)).toBe('too_large')
    expect(written).toBeLessThan(1_000_000)
  })

  it('a body that turns out too long, whatever it says, and one without an end', async () => {
    expect(await codeOf(dripping(head(200, 'connection: close'), Buffer.alloc(16_384), 1))).toBe('too_large')
    expect(await codeOf(dripping(head(200, 'transfer-encoding: chunked'), `1000\r\n${'x'.repeat(4_096)}\r\n`, 1))).toBe(
      'too_large',
    )
  })

  it('100 MB of one chunk after another, in bounded memory', async () => {
    const before = process.memoryUsage().rss
    const piece = Buffer.alloc(1_048_576)
    const lie: Lie = (socket) => {
      socket.write(head(200, 'connection: close'))
      const more = (): void => {
        while (!socket.destroyed && socket.write(piece));
        if (!socket.destroyed) socket.once('drain', more)
      }
      more()
    }
    expect(await codeOf(lie, { limitBytes: 8 * 1_048_576, timeoutMs: 20_000 })).toBe('too_large')
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1_048_576)
  })

  it('what is compressed though it was asked for as it is', async () => {
    const body = gzipSync(Buffer.alloc(10_000_000))
    const lie = says(
      Buffer.concat([Buffer.from(head(200, 'content-encoding: gzip', `content-length: ${String(body.length)}`)), body]),
    )
    expect(await codeOf(lie)).toBe('encoded')
    expect(await codeOf(says(`${head(200, 'content-encoding: br', 'content-length: 1')}x`))).toBe('encoded')
    expect(await codeOf(says(`${head(200, 'transfer-encoding: gzip, chunked')}0\r\n\r\n`))).toBe('encoded')
    expect(await codeOf(says(`${head(200, 'content-encoding: identity', 'content-length: 1')}x`))).toBe('fetched')
  })

  it('a body that ends early', async () => {
    expect(await codeOf(says(`${head(200, 'content-length: 100')}half`))).toBe('cut')
    expect(await codeOf(says(`${head(200, 'transfer-encoding: chunked')}64\r\nhalf`))).toBe('cut')
    expect(await codeOf((socket) => socket.destroy())).toBe('cut')
  })

  it('headers without an end, and what is no HTTP', async () => {
    expect(await codeOf(dripping('HTTP/1.1 200 X\r\n', `x: ${'y'.repeat(4_096)}\r\n`, 1))).toBe('bad_answer')
    expect(await codeOf(says('SSH-2.0-OpenSSH_9.2\r\n'))).toBe('bad_answer')
    expect(await codeOf(says(`${head(200, 'content-length: 3', 'content-length: 4')}abcd`))).not.toBe('fetched')
    expect(await codeOf(says(`${head(200, 'content-length: 3', 'transfer-encoding: chunked')}abc`))).not.toBe('fetched')
  })

  it('what only announces an answer, or another protocol', async () => {
    expect(await codeOf(dripping('', head(100), 20), { timeoutMs: 400 })).not.toBe('fetched')
    expect(await codeOf(dripping('', head(103), 20), { timeoutMs: 400 })).toBe('timed_out')
    expect(await codeOf(says(head(101, 'connection: upgrade', 'upgrade: x')))).not.toBe('fetched')
  })

  it('silence before and within the answer', async () => {
    expect(await codeOf(() => undefined, { idleMs: 200 })).toBe('timed_out')
    expect(await codeOf((socket) => void socket.write(`${head(200, 'content-length: 9')}half`), { idleMs: 200 })).toBe(
      'timed_out',
    )
  })

  it('what comes drop by drop, as late as the whole may take', async () => {
    const startedAt = performance.now()
    expect(await codeOf(dripping(head(200, 'content-length: 90000'), 'x', 20), { timeoutMs: 400 })).toBe('timed_out')
    expect(await codeOf(dripping('HTTP/1.1 200 X\r\n', 'a: b\r\n', 20), { timeoutMs: 400 })).toBe('timed_out')
    expect(performance.now() - startedAt).toBeLessThan(5_000)
  })

  it('nobody at the other end', async () => {
    const server = await lyingServer(() => undefined)
    await server.close()
    expect(await fetchPublished(`http://${server.host}/`, limits)).toMatchObject({
      ok: false,
      error: { code: 'unreachable', status: null },
    })
  })

  it('plain text where TLS was asked for', async () => {
    const server = await serverOf(() => undefined)
    const answer = await fetchPublished(`https://${server.host}/`, { ...limits, timeoutMs: 500 })
    expect(answer.ok ? '' : answer.error.code).toMatch(/timed_out|unreachable/)
  })
})
