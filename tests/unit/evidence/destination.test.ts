import type { LookupAddress } from 'node:dns'
import type { LookupOptions } from 'node:dns'
import { describe, expect, it } from 'vitest'
import { kindOfAddress } from '#lib/evidence/server/fetch/address.ts'
import { destinationOf } from '#lib/evidence/server/fetch/destination.ts'
import { guardedLookup } from '#lib/evidence/server/fetch/guarded-lookup.ts'
import type { FetchPolicy, FetchRefusal } from '#lib/evidence/server/fetch/refusal.ts'

const policy: FetchPolicy = { allowLoopback: false, allowedPrivateHosts: [], proxy: { url: null, noProxy: null } }

function verdict(url: string, changes: Partial<FetchPolicy> = {}): string {
  const destination = destinationOf(url, { ...policy, ...changes })
  return destination.ok ? 'asked' : destination.error.code
}

// Every way that somebody has found to write an address that a filter of texts does not recognise.
const spellings: Record<string, readonly string[]> = {
  forbidden_address: [
    // This machine.
    'http://127.0.0.1/',
    'http://127.0.0.1.:80/',
    'http://127.1/',
    'http://127.0.1/',
    'http://127.255.255.254/',
    'http://2130706433/',
    'http://0x7f000001/',
    'http://0x7F.1/',
    'http://0x7f.0x0.0x0.0x1/',
    'http://017700000001/',
    'http://0177.0.0.1/',
    'http://0177.0.0.01/',
    'http://0177.1/',
    'http://00000177.0.0.1/',
    'http://127.0x1/',
    'http://１２７.０.０.１/',
    'http://①②⑦.⓪.⓪.①/',
    'http://127。0。0。1/',
    'http://%31%32%37.0.0.1/',
    'http:/127.0.0.1/',
    'http:127.0.0.1/',
    'http:\\\\127.0.0.1\\x',
    'ht\ntp://127.0.\n0.1/',
    '\u0000 http://127.0.0.1/ ',
    'http://127.0.0.1:65535/x.crl',
    'https://127.0.0.1/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[0000:0000:0000:0000:0000:0000:0000:0001]/',
    'http://[::0.0.0.1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::FFFF:7f00:1]/',
    'http://[0:0:0:0:0:ffff:7f00:0001]/',
    'http://[::127.0.0.1]/',
    'http://[::ffff:0:127.0.0.1]/',
    'http://[64:ff9b::127.0.0.1]/',
    'http://[64:ff9b::7f00:1]/',
    'http://[64:ff9b:1::127.0.0.1]/',
    'http://[2002:7f00:1::]/',
    'http://[2002:7f00:0001::1]/',
    // No address at all, which systems take for this machine.
    'http://0/',
    'http://0.0.0.0/',
    'http://0x0/',
    'http://00/',
    'http://0.1.2.3/',
    'http://[::]/',
    'http://[::ffff:0.0.0.0]/',
    // Metadata services and what is link-local.
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xa9fea9fe/',
    'http://0xA9.0xFE.0xA9.0xFE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://169.16689662/',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[2002:a9fe:a9fe::]/',
    'http://[::a9fe:a9fe]/',
    'http://169.254.170.2/',
    'http://169.254.0.1/',
    'http://100.100.100.200/latest/meta-data/ram/security-credentials/',
    'http://0x646464c8/',
    'http://1684301000/',
    'http://[::ffff:100.100.100.200]/',
    'http://192.0.0.192/',
    'http://168.63.129.16/',
    'http://[fd00:ec2::254]/',
    'http://[fd00:ec2::23]/',
    'http://[fd20:ce::254]/',
    'http://[fd00:42::42]/',
    'http://[fe80::1]/',
    'http://[febf::1]/',
    'http://[fec0::1]/',
    // Shared, reserved, for documentation, for everybody.
    'http://100.64.0.1/',
    'http://100.127.255.255/',
    'http://192.0.2.1/',
    'http://198.51.100.7/',
    'http://203.0.113.7/',
    'http://198.18.0.1/',
    'http://198.19.255.255/',
    'http://224.0.0.1/',
    'http://239.255.255.250/',
    'http://240.0.0.1/',
    'http://255.255.255.255/',
    'http://4294967295/',
    'http://[ff02::1]/',
    'http://[ff0e::1]/',
    'http://[100::1]/',
    'http://[2001:db8::1]/',
    'http://[2001::7f00:1]/',
    'http://[2001:0:53aa:64c::1]/',
    'http://[3fff::1]/',
    'http://[4000::1]/',
  ],
  private_address: [
    'http://10.0.0.1/',
    'http://10.255.255.255/',
    'http://167772161/',
    'http://0xa.1/',
    'http://012.0.0.1/',
    'http://172.16.0.1/',
    'http://172.31.255.255/',
    'http://192.168.0.1/',
    'http://192.168.257/',
    'http://0xc0a80001/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:c0a8:1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'http://[2002:a00:1::]/',
    'http://[fc00::1]/',
    'http://[fd12:3456::1]/',
  ],
  unusable_url: [
    '',
    'crl.example/x.crl',
    '//crl.example/x.crl',
    'ldap://crl.example/cn=x',
    'ftp://crl.example/x.crl',
    'file:///etc/passwd',
    'gopher://127.0.0.1:6379/_x',
    'data:application/pkix-crl;base64,MAA=',
    'javascript:1',
    'http://',
    'http://./',
    'http://user@crl.example/',
    'http://user:secret@crl.example/',
    'http://crl.example:x@127.0.0.1/',
    'http://[fe80::1%25eth0]/',
    'http://[::1/',
    'http://256.0.0.1/',
    'http://1.2.3.4.5/',
    'http://4294967296/',
    'http://crl.example:65536/',
    `http://crl.example/${'x'.repeat(2_048)}`,
  ],
  asked: [
    'http://crl.example/x.crl',
    'https://crl-cn-publish.oss-cn-hangzhou.aliyuncs.com/pca/crl/1/2.crl',
    'http://crl.example:8080/x.crl?y#z',
    'http://93.184.216.34/',
    'http://11.0.0.1/',
    'http://172.15.255.255/',
    'http://172.32.0.1/',
    'http://100.63.255.255/',
    'http://100.128.0.1/',
    'http://[2606:2800:220:1::1]/',
    'http://[::ffff:93.184.216.34]/',
    'http://[64:ff9b::93.184.216.34]/',
    // What they mean is asked when they are connected to.
    'http://localhost/',
    'http://metadata.google.internal/',
    'http://127.0.0.1.nip.example/',
  ],
}

describe.each(Object.entries(spellings))('%s', (expected, urls) => {
  it.each(urls)('%j', (url) => {
    expect(verdict(url)).toBe(expected)
  })
})

it('has at least sixty spellings of what is refused', () => {
  expect(
    new Set([...(spellings['forbidden_address'] ?? []), ...(spellings['private_address'] ?? [])]).size,
  ).toBeGreaterThan(60)
})

describe('hosts that are named', () => {
  const named = { allowedPrivateHosts: ['10.0.0.1', 'fd12:3456::1', '127.0.0.1', '169.254.169.254', 'crl.internal'] }
  it.each([
    ['http://10.0.0.1/', 'asked'],
    ['http://167772161/', 'asked'],
    ['http://[fd12:3456:0::1]/', 'asked'],
    ['http://10.0.0.2/', 'private_address'],
    // A name in a list opens no door that is never open.
    ['http://127.0.0.1/', 'forbidden_address'],
    ['http://169.254.169.254/', 'forbidden_address'],
  ])('%s: %s', (url, expected) => {
    expect(verdict(url, named)).toBe(expected)
  })

  it('are the only ones behind a proxy', () => {
    const proxy = { url: 'http://proxy.internal:3128', noProxy: '.direct.example' }
    expect(verdict('https://crl.example/', { proxy })).toBe('not_listed_for_proxy')
    expect(verdict('https://93.184.216.34/', { proxy })).toBe('not_listed_for_proxy')
    expect(verdict('https://169.254.169.254/', { proxy, ...named })).toBe('forbidden_address')
    const through = destinationOf('https://CRL.internal./x', { ...policy, ...named, proxy })
    expect(through).toMatchObject({
      ok: true,
      value: { hostname: 'crl.internal', port: 443, proxy: { hostname: 'proxy.internal' } },
    })
    // Not through it, and then judged by their addresses.
    expect(destinationOf('https://a.direct.example/', { ...policy, proxy })).toMatchObject({
      ok: true,
      value: { proxy: null },
    })
    expect(destinationOf('http://crl.example/', { ...policy, proxy })).toMatchObject({
      ok: true,
      value: { proxy: null, port: 80 },
    })
  })

  it('may be this machine in emulator mode', () => {
    for (const url of ['http://127.0.0.1:4010/', 'http://[::1]/', 'http://[::ffff:127.0.0.1]/', 'http://2130706433/']) {
      expect(verdict(url, { allowLoopback: true })).toBe('asked')
    }
    expect(verdict('http://0.0.0.0/', { allowLoopback: true })).toBe('forbidden_address')
    expect(verdict('http://10.0.0.1/', { allowLoopback: true })).toBe('private_address')
  })
})

describe('the lookup of a connection', () => {
  type Outcome = { refusals: FetchRefusal[]; cause: Error | null; address: string | LookupAddress[]; asked: string[] }

  function lookedUp(addresses: readonly string[], options: LookupOptions, changes: Partial<FetchPolicy> = {}): Outcome {
    const outcome: Outcome = { refusals: [], cause: null, address: '', asked: [] }
    const lookup = guardedLookup(
      { hostname: 'crl.internal' },
      { ...policy, ...changes },
      {
        resolve: (hostname, done) => {
          outcome.asked.push(hostname)
          done(
            null,
            addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
          )
        },
        onRefusal: (refusal) => outcome.refusals.push(refusal),
      },
    )
    lookup('crl.internal', options, (cause, address) => {
      outcome.cause = cause
      outcome.address = address
    })
    return outcome
  }

  it.each([
    [['127.0.0.1'], 'forbidden_address'],
    [['::1'], 'forbidden_address'],
    [['169.254.169.254'], 'forbidden_address'],
    [['::ffff:169.254.169.254'], 'forbidden_address'],
    [['fe80::1%eth0'], 'forbidden_address'],
    [['10.1.2.3'], 'private_address'],
    [['fd12::1'], 'private_address'],
    // One bad one among good ones: the connection might take it.
    [['93.184.216.34', '127.0.0.1'], 'forbidden_address'],
    [['2606:2800:220:1::1', '10.0.0.1'], 'private_address'],
  ])('refuses a name that means %j', (addresses, code) => {
    for (const all of [true, false]) {
      const { refusals, cause, address } = lookedUp(addresses, { all })
      expect(refusals[0]?.code).toBe(code)
      expect(cause).toBeInstanceOf(Error)
      expect(address).toBe('')
    }
  })

  it('hands over the very addresses that it has judged, asking once', () => {
    const public4 = { address: '93.184.216.34', family: 4 }
    expect(lookedUp([public4.address, '2606:2800:220:1::1'], { all: true })).toMatchObject({
      refusals: [],
      cause: null,
      address: [public4, { address: '2606:2800:220:1::1', family: 6 }],
      asked: ['crl.internal'],
    })
    expect(lookedUp([public4.address], { all: false })).toMatchObject({ cause: null, address: public4.address })
    expect(lookedUp(['10.1.2.3'], { all: false }, { allowedPrivateHosts: ['crl.internal'] })).toMatchObject({
      cause: null,
    })
    expect(lookedUp([], { all: true }).cause).toBeInstanceOf(Error)
  })
})

it('an address that is none is nobody’s', () => {
  expect(() => kindOfAddress('crl.example')).toThrow(TypeError)
})
