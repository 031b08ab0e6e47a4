import { describe, expect, it } from 'vitest'
import { createGuard, plainAddress, type IncomingRequest } from '#lib/setup/request-guard.ts'

const proxy = '10.0.0.1'
const behindTls = createGuard({ publicOrigin: 'https://console.example', trustedProxies: [proxy, 'fd00::/8'] })
const onLoopback = createGuard({ publicOrigin: 'http://127.0.0.1:3000', trustedProxies: [] })

function request(
  headers: IncomingRequest['headers'],
  { url = '/certificates?q=a', peer = '192.0.2.7' } = {},
): IncomingRequest {
  return { url, peer, headers }
}

describe('the Host', () => {
  it.each(['console.example', 'CONSOLE.example', 'console.example:443'])('%s is ours', (host) => {
    expect(behindTls(request({ host }))).toEqual({ kind: 'pass', address: '192.0.2.7' })
  })

  it.each([
    'evil.example',
    'console.example.evil.example',
    'console.example:8443',
    'console.example@evil.example',
    'evil.example/console.example',
    'console.example\\',
    '127.0.0.1',
    '',
    undefined,
  ])('%s is foreign', (host) => {
    expect(behindTls(request({ host })).kind).toBe('misdirected')
  })

  it('is not believed from a forwarded header of a stranger', () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'console.example' }
    expect(behindTls(request(headers)).kind).toBe('misdirected')
    expect(behindTls(request(headers, { peer: proxy })).kind).toBe('pass')
    const reversed = { host: 'console.example', 'x-forwarded-host': 'evil.example' }
    expect(behindTls(request(reversed)).kind).toBe('pass')
    expect(behindTls(request(reversed, { peer: proxy })).kind).toBe('misdirected')
  })

  it('may be any for health, and for nothing that only looks like it', () => {
    const headers = { host: '10.1.2.3:3000' }
    expect(behindTls(request(headers, { url: '/api/health/ready' })).kind).toBe('pass')
    expect(behindTls(request(headers, { url: '/api/health/live?x=1' })).kind).toBe('pass')
    for (const url of ['/api/health', '/api/health/../audit', '/api/health/ready/../../audit', '/x?/api/health/live']) {
      expect(behindTls(request(headers, { url })).kind).toBe('misdirected')
    }
  })

  it('in the request line counts for nothing', () => {
    const url = 'http://evil.example/certificates'
    expect(onLoopback(request({ host: '127.0.0.1:3000' }, { url })).kind).toBe('misdirected')
    expect(onLoopback(request({ host: '127.0.0.1:3000' }, { url: '*' })).kind).toBe('misdirected')
  })
})

describe('on loopback', () => {
  it.each(['localhost:3000', '[::1]:3000', 'localhost', '127.0.0.2:3000', 'LOCALHOST:8080'])(
    '%s leads to the public origin',
    (host) => {
      expect(onLoopback(request({ host }))).toMatchObject({
        kind: 'redirect',
        location: 'http://127.0.0.1:3000/certificates?q=a',
      })
    },
  )

  it('a path cannot lead elsewhere', () => {
    const verdict = onLoopback(request({ host: 'localhost:3000' }, { url: '//evil.example/x' }))
    if (verdict.kind !== 'redirect') throw new Error('not redirected')
    expect(new URL(verdict.location).origin).toBe('http://127.0.0.1:3000')
  })

  it.each(['localhost.evil.example:3000', '192.168.0.5:3000', '127.0.0.1.evil.example'])('%s is foreign', (host) => {
    expect(onLoopback(request({ host })).kind).toBe('misdirected')
  })
})

describe('the address', () => {
  const host = 'console.example'

  it.each([
    // [peer, X-Forwarded-For, address]
    ['192.0.2.7', '203.0.113.9', '192.0.2.7'],
    [proxy, '203.0.113.9', '203.0.113.9'],
    [proxy, '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    [proxy, `203.0.113.9, ${proxy}`, '203.0.113.9'],
    [proxy, `203.0.113.9, fd00::5`, '203.0.113.9'],
    [proxy, '::ffff:203.0.113.9', '203.0.113.9'],
    [proxy, undefined, proxy],
    [proxy, 'nonsense', proxy],
    [proxy, '203.0.113.9, nonsense', proxy],
    [proxy, '<script>, 203.0.113.9', '203.0.113.9'],
    ['fd00::9', '203.0.113.9', '203.0.113.9'],
  ])('of peer %s with X-Forwarded-For %s is %s', (peer, forwarded, address) => {
    expect(behindTls(request({ host, 'x-forwarded-for': forwarded }, { peer })).address).toBe(address)
  })

  it('is written plainly where IPv4 comes through an IPv6 socket', () => {
    expect(plainAddress('::ffff:10.0.0.1')).toBe('10.0.0.1')
    expect(plainAddress('::1')).toBe('::1')
  })
})
