import { describe, expect, it } from 'vitest'
import { endpointOrigin } from '#lib/cloud/server/endpoint.ts'
import { proxyFor } from '#lib/cloud/server/proxy.ts'

describe('the endpoint', () => {
  it.each([
    ['127.0.0.1:4010', 'http://127.0.0.1:4010'],
    ['127.8.8.8', 'http://127.8.8.8'],
    ['localhost:4010', 'http://localhost:4010'],
    ['[::1]:4010', 'http://[::1]:4010'],
  ])('may be plain http on this machine: %s', (host, origin) => {
    expect(endpointOrigin({ host, protocol: 'http:' })).toBe(origin)
  })

  it.each(['cas.aliyuncs.com', '10.0.0.1', '127.0.0.1.example.com', 'localhost.example.com', '[::2]', '128.0.0.1'])(
    'may not be plain http elsewhere: %s',
    (host) => {
      expect(() => endpointOrigin({ host, protocol: 'http:' })).toThrow('plain http')
      expect(endpointOrigin({ host, protocol: 'https:' })).toBe(`https://${host}`)
    },
  )

  it('may be plain http to a host that was named, with or without its port', () => {
    expect(endpointOrigin({ host: 'emulator:4010', protocol: 'http:' }, ['emulator'])).toBe('http://emulator:4010')
    expect(endpointOrigin({ host: 'emulator:4010', protocol: 'http:' }, ['Emulator:4010'])).toBe('http://emulator:4010')
    expect(() => endpointOrigin({ host: 'emulator:4011', protocol: 'http:' }, ['emulator:4010', ''])).toThrow()
  })

  it.each(['', 'host/path', 'user@host', 'host?x', 'host#x', 'host:port', 'a b', 'host/'])(
    'is a host alone: %j',
    (host) => {
      expect(() => endpointOrigin({ host, protocol: 'https:' })).toThrow('host name')
    },
  )
})

describe('the proxy', () => {
  const api = 'https://cas.aliyuncs.com'

  it('is read from its URL, with its name and password', () => {
    expect(proxyFor(api, 'http://us%40er:p%3Aw@proxy.example:3128', undefined)).toEqual({
      protocol: 'http:',
      hostname: 'proxy.example',
      port: 3128,
      authorization: `Basic ${Buffer.from('us@er:p:w').toString('base64')}`,
    })
    expect(proxyFor(api, 'https://[::1]', undefined)).toMatchObject({ hostname: '::1', port: 443, authorization: null })
    expect(proxyFor(api, 'proxy.example:8080', undefined)).toMatchObject({ protocol: 'http:', port: 8080 })
  })

  it.each([
    ['*', true],
    ['aliyuncs.com', true],
    ['.aliyuncs.com', true],
    ['*.aliyuncs.com', true],
    ['cas.aliyuncs.com', true],
    ['CAS.aliyuncs.com:443', true],
    ['localhost, cas.aliyuncs.com', true],
    ['cas.aliyuncs.com:8443', false],
    ['yuncs.com', false],
    ['xcas.aliyuncs.com', false],
    ['', false],
  ])('is passed by for NO_PROXY=%j: %s', (noProxy, isPassedBy) => {
    expect(proxyFor(api, 'http://proxy.example', noProxy) === null).toBe(isPassedBy)
  })

  it('never sees a plain request or this machine', () => {
    expect(proxyFor('http://emulator:4010', 'http://proxy.example', undefined)).toBeNull()
    expect(proxyFor('https://127.0.0.1:4010', 'http://proxy.example', undefined)).toBeNull()
    expect(proxyFor(api, undefined, undefined)).toBeNull()
    expect(proxyFor(api, ' ', undefined)).toBeNull()
  })

  it.each(['socks5://secret-name@proxy.example', 'http://', 'http://secret-name:x@:99999'])(
    'that cannot be used stops the start without being repeated: %s',
    (url) => {
      expect(() => proxyFor(api, url, undefined)).toThrow(/^the proxy must be an http:\/\/ or https:\/\/ URL$/)
    },
  )
})
