import { createServer, type Server } from 'node:https'
import { describe, expect, it } from 'vitest'
import { fetchPublished, type FetchOptions } from '#lib/evidence/server/fetch/fetch-published.ts'
import type { FetchPolicy } from '#lib/evidence/server/fetch/refusal.ts'
import { openBench } from '#tests/contract/pki/openssl.ts'
import { httpAnswer, portOf } from '#tests/support/lying-server.ts'
import { limits, opened, policy, says, serverOf } from './published-by.ts'

// Whom a fetch may reach, whatever the address says.

describe('a name', () => {
  /** `localhost` is the one name that tests may connect to; what it means is said here. */
  async function named(addresses: readonly string[], changes: Partial<FetchPolicy> = {}) {
    const server = await serverOf(says(httpAnswer(200, 'secret')))
    const url = `http://localhost:${server.host.split(':')[1] ?? ''}/`
    let lookups = 0
    const answer = await fetchPublished(url, {
      ...limits,
      policy: { ...policy, ...changes },
      resolve: (_hostname, done) => {
        lookups += 1
        done(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        )
      },
    })
    return { answer, connections: server.connections(), lookups }
  }

  it.each([
    ['127.0.0.1', 'forbidden_address'],
    ['::ffff:127.0.0.1', 'forbidden_address'],
    ['169.254.169.254', 'forbidden_address'],
    ['100.100.100.200', 'forbidden_address'],
    ['10.0.0.1', 'private_address'],
    ['fd12::1', 'private_address'],
  ])('that means %s is refused without a connection', async (address, code) => {
    const { answer, connections, lookups } = await named([address], { allowLoopback: false })
    expect(answer).toMatchObject({ ok: false, error: { code, status: null } })
    expect([connections, lookups]).toEqual([0, 1])
  })

  it('that also means this machine is refused without a connection', async () => {
    const { answer, connections } = await named(['93.184.216.34', '127.0.0.1'], { allowLoopback: false })
    expect(answer).toMatchObject({ ok: false, error: { code: 'forbidden_address' } })
    expect(connections).toBe(0)
  })

  it('is looked up once, by the connection itself', async () => {
    const { answer, connections, lookups } = await named(['127.0.0.1'])
    expect(answer).toMatchObject({ ok: true, value: { bytes: Buffer.from('secret') } })
    expect([connections, lookups]).toEqual([1, 1])
  })

  it('that nobody knows, or that takes for ever', async () => {
    const resolve: FetchOptions['resolve'] = (_hostname, done) =>
      done(Object.assign(new Error('x'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' }), [])
    expect(await fetchPublished('http://localhost:1/', { ...limits, resolve })).toMatchObject({
      ok: false,
      error: { code: 'unreachable', detail: 'the name was not found (ENOTFOUND)' },
    })
    expect(
      await fetchPublished('http://localhost:1/', { ...limits, timeoutMs: 200, resolve: () => undefined }),
    ).toMatchObject({
      ok: false,
      error: { code: 'timed_out' },
    })
  })
})

it('what a policy refuses reaches nobody', async () => {
  const server = await serverOf(says(httpAnswer(200, 'secret')))
  const closed = { ...policy, allowLoopback: false }
  expect(await fetchPublished(`http://${server.host}/`, { ...limits, policy: closed })).toMatchObject({
    ok: false,
    error: { code: 'forbidden_address' },
  })
  expect(server.connections()).toBe(0)
})

describe('through a proxy', () => {
  it('only a named host is asked, by a tunnel', async () => {
    const proxy = await serverOf((socket, request) => {
      if (request.startsWith('CONNECT')) socket.end('HTTP/1.1 403 No\r\n\r\n')
    })
    const through = { ...policy, proxy: { url: `http://${proxy.host}`, noProxy: null } }
    const url = 'https://crl.internal:8443/x.crl'
    expect(await fetchPublished(url, { ...limits, policy: through })).toMatchObject({
      ok: false,
      error: { code: 'not_listed_for_proxy' },
    })
    expect(proxy.connections()).toBe(0)
    const listed = { ...through, allowedPrivateHosts: ['crl.internal'] }
    expect(await fetchPublished(url, { ...limits, policy: listed })).toMatchObject({
      ok: false,
      error: { code: 'unreachable' },
    })
    expect(proxy.requests[0]).toMatch(/^CONNECT crl\.internal:8443 HTTP\/1\.1\r\n/)
  })

  it('TLS goes to the host itself, whose certificate is checked', async () => {
    const bench = await openBench()
    await bench.openssl(
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'],
      ...['-out', 'cert.pem', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'],
    )
    const { readFile } = await import('node:fs/promises')
    const [key, cert] = await Promise.all(
      ['key.pem', 'cert.pem'].map((name) => readFile(`${bench.folder}/${name}`, 'utf8')),
    )
    await bench.remove()
    const server: Server = createServer({ key, cert }, (_request, response) => response.end('crl'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.push({ close: () => server.close() })
    const url = `https://localhost:${String(portOf(server.address()))}/`
    expect(await fetchPublished(url, { ...limits, trustedCa: cert ?? '' })).toMatchObject({ ok: true })
    expect(await fetchPublished(url, limits)).toMatchObject({ ok: false, error: { code: 'unreachable' } })
  })
})
