import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import dns from 'node:dns'
import { connect, createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { createServer as createTlsServer } from 'node:https'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { jsonAnswer, lyingServer, portOf, type LyingServer } from '#tests/support/lying-server.ts'
import { observedCloud, preparedRevoke, revoke } from './support.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'rescind-tls-'))
const keyFile = path.join(folder, 'key.pem')
const certificateFile = path.join(folder, 'certificate.pem')
const requestId = '5E9F1A3C-0000-4000-8000-7C5B0F1D2E3A'

beforeAll(() => {
  const names = 'subjectAltName=DNS:localhost,IP:127.0.0.1,DNS:cas.test'
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', keyFile]
  execFileSync('openssl', ['req', '-x509', ...key, '-out', certificateFile, '-subj', '/CN=test', '-addext', names], {
    stdio: 'ignore',
  })
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const close of closing.splice(0)) await close()
})

async function lying(...given: Parameters<typeof lyingServer>): Promise<LyingServer> {
  const server = await lyingServer(...given)
  closing.push(server.close)
  return server
}

/** An https server that has seen `requests`. */
async function secureServer(): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = []
  const options = { key: readFileSync(keyFile), cert: readFileSync(certificateFile) }
  const server = createTlsServer(options, (request, response) => {
    requests.push(request.url ?? '')
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ RequestId: requestId }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  return { port: portOf(server.address()), requests }
}

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = portOf(server.address())
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('a write of which nothing has left', () => {
  it('a refused connection', async () => {
    const outcome = await revoke(observedCloud(`127.0.0.1:${await closedPort()}`).cloud)
    expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'connect', rttMs: null })
    expect(outcome.exchange.answer).toBeNull()
  })

  it('a name that does not exist', async () => {
    const failure = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })
    vi.spyOn(dns, 'lookup').mockImplementation((...given: unknown[]) => {
      const callback = given.at(-1)
      if (typeof callback === 'function') Reflect.apply(callback, undefined, [failure])
    })
    expect(await revoke(observedCloud('localhost:9').cloud)).toMatchObject({ kind: 'not_sent', cause: 'dns' })
  })

  it('a certificate that nobody vouches for', async () => {
    const { port, requests } = await secureServer()
    const { cloud } = observedCloud('', { endpoint: { host: `127.0.0.1:${port}`, protocol: 'https:' } })
    expect(await revoke(cloud)).toMatchObject({ kind: 'not_sent', cause: 'tls' })
    expect(requests).toEqual([])
  })

  it('a server that does not speak TLS', async () => {
    const server = await lying(
      () => undefined,
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
    )
    const { cloud } = observedCloud('', { endpoint: { host: server.host, protocol: 'https:' } })
    expect(await revoke(cloud)).toMatchObject({ kind: 'not_sent', cause: 'tls' })
  })

  it('a TLS handshake that hangs until the deadline', async () => {
    const server = await lying(() => undefined)
    const { cloud } = observedCloud('', { endpoint: { host: server.host, protocol: 'https:' } })
    expect(await revoke(cloud, 600)).toMatchObject({ kind: 'not_sent', cause: 'tls' })
    expect(server.requests).toEqual([])
  })

  it('a connection that takes longer than it may', async () => {
    const server = await lying(() => undefined)
    const options = { endpoint: { host: server.host, protocol: 'https:' }, timeouts: { connectMs: 400 } } as const
    const startedAt = Date.now()
    expect(await revoke(observedCloud('', options).cloud, 20_000)).toMatchObject({ kind: 'not_sent', cause: 'tls' })
    expect(Date.now() - startedAt).toBeLessThan(4_000)
  })

  it('a deadline that has passed', async () => {
    const server = await lying((socket) => socket.end(jsonAnswer(200, { RequestId: requestId })))
    const outcome = await revoke(observedCloud(server.host).cloud, -1)
    expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'deadline' })
    expect(server.connections()).toBe(0)
  })

  it('a deadline that passes while the connection is being made', async () => {
    const server = await lying((socket) => socket.end(jsonAnswer(200, { RequestId: requestId })))
    // The clock jumps between the start of the call and the moment at which the socket is ready.
    let looks = 0
    const clock = { now: () => Date.now() + (looks++ < 2 ? 0 : 60_000) }
    const write = await preparedRevoke(observedCloud(server.host, { clock }).cloud)
    expect(await write.send(Date.now() + 5_000)).toMatchObject({ kind: 'not_sent', cause: 'deadline' })
    expect(server.requests).toEqual([])
  })
})

describe('a write through a proxy', () => {
  const throughProxy = (proxyHost: string, port: number) =>
    observedCloud('', {
      // The name is the proxy's to look up: here it exists for nobody else.
      endpoint: { host: `cas.test:${port}`, protocol: 'https:' },
      proxyUrl: `http://user:proxy-password@${proxyHost}`,
      trustedCa: readFileSync(certificateFile, 'utf8'),
    }).cloud

  it('reaches the API by a tunnel', async () => {
    const api = await secureServer()
    const proxy = await lying((socket) => {
      const onwards = connect(api.port, '127.0.0.1', () => {
        socket.removeAllListeners('data')
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        socket.pipe(onwards).pipe(socket)
      })
      onwards.on('error', () => undefined)
    })
    expect(await revoke(throughProxy(proxy.host, api.port))).toMatchObject({ kind: 'succeeded', requestId })
    expect(api.requests).toEqual(['/?Identifier=id-1'])
    expect(proxy.requests[0]).toContain(`CONNECT cas.test:${api.port} HTTP/1.1`)
    expect(proxy.requests[0]).toContain('proxy-authorization: Basic dXNlcjpwcm94eS1wYXNzd29yZA==')
  })

  it.each([
    ['refuses', 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'],
    ['does not speak HTTP', 'nonsense\r\n\r\n'],
    ['says too much', 'HTTP/1.1 200 OK\r\n\r\nand more'],
    ['never ends', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(40_000)}`],
  ])('that %s', async (_name, answer) => {
    const proxy = await lying((socket) => socket.write(answer))
    const outcome = await revoke(throughProxy(proxy.host, 443))
    expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'proxy' })
    expect(JSON.stringify(outcome)).not.toContain('proxy-password')
  })

  it('that cuts off', async () => {
    const proxy = await lying((socket) => socket.destroy())
    expect(await revoke(throughProxy(proxy.host, 443))).toMatchObject({ kind: 'not_sent', cause: 'proxy' })
  })

  it('that hangs: the deadline ends it', async () => {
    const proxy = await lying(() => undefined)
    const startedAt = Date.now()
    expect(await revoke(throughProxy(proxy.host, 443), 600)).toMatchObject({ kind: 'not_sent', cause: 'proxy' })
    expect(Date.now() - startedAt).toBeLessThan(4_000)
  })

  it('that is not there', async () => {
    const outcome = await revoke(throughProxy(`127.0.0.1:${await closedPort()}`, 443))
    expect(outcome).toMatchObject({ kind: 'not_sent', cause: 'proxy' })
  })
})
