import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { fetchPolicyOf } from '#lib/evidence/server/fetch/policy.ts'
import { ConfigError, readConfig, type Config, type Environment } from '#lib/config/server/env.ts'

const cwd = '/srv/rescind'

function configOf(env: Environment): Config {
  const read = readConfig(env, cwd)
  if (!read.ok) throw new ConfigError(read.error)
  return read.value
}

function complaintsOf(env: Environment): string[] {
  const read = readConfig(env, cwd)
  return read.ok ? [] : read.error.map(({ variable }) => variable)
}

describe('the environment', () => {
  it('starts the built-in emulator on loopback when nothing is set', () => {
    expect(configOf({})).toEqual({
      cloud: {
        mode: 'emulator',
        host: '127.0.0.1:4010',
        protocol: 'http:',
        plainHttpHosts: [],
        startsEmulator: true,
        bindingEndpoint: 'built-in emulator',
        accountLabel: 'Emulator',
        ratePerSecond: 10,
        limiter: 'fast',
        proxyUrl: null,
        noProxy: null,
      },
      web: {
        host: '127.0.0.1',
        port: 3000,
        publicOrigin: 'http://127.0.0.1:3000',
        isHttps: false,
        trustedProxies: [],
      },
      store: { dataDir: path.join(cwd, 'data'), databaseUrl: null, migrationUrl: null },
      auth: { secret: null, adminEmail: 'admin@localhost', adminPassword: null },
      evidence: { crlHosts: [] },
      auditKeyFile: path.join(cwd, 'data', 'audit-key.pem'),
      auditShipping: { file: null, webhook: null, syslog: null },
      emulator: { port: 4010, certificates: 1000, controlToken: null },
      logLevel: 'info',
      isDevelopment: false,
    })
  })

  it('takes an empty value for an unset one', () => {
    expect(configOf({ PORT: '', RESCIND_CLOUD: '', DATABASE_URL: '', CAS_ENDPOINT: '' })).toEqual(configOf({}))
  })

  it.each([
    ['RESCIND_CLOUD', 'aws'],
    ['PORT', '0'],
    ['PORT', '65536'],
    ['PORT', '3000x'],
    ['RESCIND_HOST', 'console.example'],
    ['RESCIND_PUBLIC_URL', 'https://console.example/path'],
    ['RESCIND_PUBLIC_URL', 'https://user@console.example'],
    ['RESCIND_PUBLIC_URL', 'http://console.example'],
    ['RESCIND_PUBLIC_URL', 'ftp://console.example'],
    ['RESCIND_PUBLIC_URL', 'console.example'],
    ['NEXTAUTH_URL', 'https://elsewhere.example'],
    ['RESCIND_TRUSTED_PROXIES', 'proxy.example'],
    ['RESCIND_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['RESCIND_TRUSTED_PROXIES', '10.0.0.1,'.repeat(2) + 'x'],
    ['DATABASE_URL', 'mysql://localhost/rescind'],
    ['NEXTAUTH_SECRET', 'short'],
    ['RESCIND_ADMIN_EMAIL', 'no address'],
    ['RESCIND_ADMIN_PASSWORD', 'seven77'],
    ['RESCIND_CAS_RATE_PER_SECOND', '0'],
    ['RESCIND_CAS_LIMITER', 'faster'],
    ['RESCIND_SINGLE_REPLICA', 'yes'],
    ['LOG_LEVEL', 'verbose'],
    ['EMULATOR_PORT', '-1'],
    ['EMULATOR_CERTIFICATES', '1e3'],
    ['HTTPS_PROXY', 'socks5://127.0.0.1:1080'],
    ['RESCIND_CRL_HOSTS', 'http://crl.internal'],
    ['RESCIND_CRL_HOSTS', 'crl.internal:8080'],
    ['RESCIND_CRL_HOSTS', 'crl.internal/x.crl'],
    ['RESCIND_CRL_HOSTS', '10.0.0.0/8'],
    ['RESCIND_CRL_HOSTS', '*.internal'],
    ['RESCIND_CRL_HOSTS', 'user@crl.internal'],
    ['RESCIND_CRL_HOSTS', 'a.internal b.internal'],
    ['RESCIND_CRL_HOSTS', '[crl.internal]'],
    ['RESCIND_AUDIT_SHIP_FILE', '/var/log/rescind/'],
    ['RESCIND_AUDIT_SHIP_WEBHOOK_URL', 'http://siem.example/hook'],
    ['RESCIND_AUDIT_SHIP_WEBHOOK_URL', 'http://127.0.0.1.siem.example/hook'],
    ['RESCIND_AUDIT_SHIP_WEBHOOK_URL', 'https://siem.example/hook#part'],
    ['RESCIND_AUDIT_SHIP_WEBHOOK_URL', 'https://user:100%@siem.example/'],
    ['RESCIND_AUDIT_SHIP_WEBHOOK_URL', 'siem.example/hook'],
    ['RESCIND_AUDIT_SHIP_WEBHOOK_SECRET', 'too-short'],
    ['RESCIND_AUDIT_SHIP_SYSLOG', 'siem.example'],
    ['RESCIND_AUDIT_SHIP_SYSLOG', 'siem.example:0'],
    ['RESCIND_AUDIT_SHIP_SYSLOG', 'siem.example:65536'],
    ['RESCIND_AUDIT_SHIP_SYSLOG', 'udp://siem.example:514'],
    ['RESCIND_AUDIT_SHIP_SYSLOG', 'tls://user@siem.example:6514'],
    ['RESCIND_AUDIT_SHIP_SYSLOG', 'tls://siem.example:6514/path'],
  ])('names %s and does not repeat its value (%j)', (variable, value) => {
    const read = readConfig({ [variable]: value }, cwd)
    if (read.ok) throw new Error('it was taken')
    expect(read.error.map((problem) => problem.variable)).toContain(variable)
    if (value.length > 5) expect(new ConfigError(read.error).message).not.toContain(value)
  })

  it('takes hosts of CRLs as URLs spell them', () => {
    const given = ' CRL.Internal. ,10.0.0.7, 0x0a000007,FD12::0:1,[fd12::1], crl.internal,中文.example '
    const settings = configOf({ RESCIND_CRL_HOSTS: given, HTTPS_PROXY: 'http://proxy.internal:3128', NO_PROXY: 'x' })
    expect(settings.evidence.crlHosts).toEqual(['crl.internal', '10.0.0.7', 'fd12::1', 'xn--fiq228c.example'])
    expect(fetchPolicyOf(settings)).toEqual({
      allowLoopback: true,
      allowedPrivateHosts: settings.evidence.crlHosts,
      proxy: { url: 'http://proxy.internal:3128', noProxy: 'x' },
    })
    expect(fetchPolicyOf({ ...settings, cloud: { ...settings.cloud, mode: 'alibaba' } }).allowLoopback).toBe(false)
  })

  it('tells of every problem at once', () => {
    expect(complaintsOf({ PORT: 'x', LOG_LEVEL: 'y' })).toEqual(['PORT', 'LOG_LEVEL'])
  })
})

describe('where the audit is shipped to', () => {
  it('is a file, a webhook, a syslog receiver, or all of them', () => {
    const { auditShipping } = configOf({
      RESCIND_AUDIT_SHIP_FILE: 'copies/audit.jsonl',
      RESCIND_AUDIT_SHIP_WEBHOOK_URL: 'https://user:pa%25ss@siem.example/hook?key=1',
      RESCIND_AUDIT_SHIP_WEBHOOK_SECRET: 'sixteen characters',
      RESCIND_AUDIT_SHIP_SYSLOG: 'tls://siem.example:6514',
    })
    expect(auditShipping).toEqual({
      file: path.join(cwd, 'copies', 'audit.jsonl'),
      webhook: { url: 'https://user:pa%25ss@siem.example/hook?key=1', secret: 'sixteen characters' },
      syslog: { hostname: 'siem.example', port: 6514, isTls: true },
    })
  })

  it.each([
    ['127.0.0.1:514', { hostname: '127.0.0.1', port: 514, isTls: false }],
    ['tcp://[fd00::1]:601', { hostname: 'fd00::1', port: 601, isTls: false }],
    ['tls://SIEM.Example:6514', { hostname: 'siem.example', port: 6514, isTls: true }],
  ])('reads the syslog receiver %s', (given, receiver) => {
    expect(configOf({ RESCIND_AUDIT_SHIP_SYSLOG: given }).auditShipping.syslog).toEqual(receiver)
  })

  it('may be plain http on this machine alone', () => {
    const given = 'http://127.0.0.1:8088/services/collector'
    expect(configOf({ RESCIND_AUDIT_SHIP_WEBHOOK_URL: given }).auditShipping.webhook).toEqual({
      url: given,
      secret: null,
    })
  })

  it('is missing where there is a secret for a webhook and no webhook', () => {
    expect(complaintsOf({ RESCIND_AUDIT_SHIP_WEBHOOK_SECRET: 'sixteen characters' })).toEqual([
      'RESCIND_AUDIT_SHIP_WEBHOOK_URL',
    ])
  })
})

describe('the choice of the cloud', () => {
  it.each(['CAS_ENDPOINT', 'ALIBABA_CLOUD_ACCESS_KEY_ID', 'ALIBABA_CLOUD_CREDENTIALS_URI', 'ALIBABA_CLOUD_PROFILE'])(
    'must be said when %s is set',
    (variable) => {
      expect(complaintsOf({ [variable]: '127.0.0.1:4010' })).toEqual(['RESCIND_CLOUD'])
    },
  )

  it('needs the host of the account with alibaba, and speaks https to it', () => {
    expect(complaintsOf({ RESCIND_CLOUD: 'alibaba' })).toEqual(['CAS_ENDPOINT'])
    const { cloud } = configOf({ RESCIND_CLOUD: 'alibaba', CAS_ENDPOINT: 'cas.aliyuncs.com' })
    expect(cloud).toMatchObject({
      mode: 'alibaba',
      host: 'cas.aliyuncs.com',
      protocol: 'https:',
      startsEmulator: false,
    })
  })

  it('starts no emulator where one is named', () => {
    const { cloud } = configOf({ RESCIND_CLOUD: 'emulator', CAS_ENDPOINT: '127.0.0.1:5010' })
    expect(cloud).toMatchObject({ startsEmulator: false, host: '127.0.0.1:5010', protocol: 'http:' })
    expect(cloud.bindingEndpoint).toBe('127.0.0.1:5010')
  })

  it('keeps the binding when the built-in emulator moves to another port', () => {
    expect(configOf({ EMULATOR_PORT: '5000' }).cloud.bindingEndpoint).toBe(configOf({}).cloud.bindingEndpoint)
  })

  it.each(['https://cas.example', 'cas.example/path', 'user@cas.example', 'cas.example:99999', 'cas.example?x', ' '])(
    'refuses the endpoint %j',
    (endpoint) => {
      expect(complaintsOf({ RESCIND_CLOUD: 'emulator', CAS_ENDPOINT: endpoint })).toEqual(['CAS_ENDPOINT'])
    },
  )

  it.each([
    ['emulator', '127.0.0.1:4010', '', true],
    ['emulator', 'localhost:4010', '', true],
    ['emulator', '[::1]:4010', '', true],
    ['emulator', 'emulator:4010', '', false],
    ['emulator', 'emulator:4010', 'Emulator', true],
    ['emulator', 'emulator:4010', 'other, emulator:4010', true],
    ['emulator', 'emulator.evil.example', 'emulator', false],
    ['emulator', '127.0.0.1.evil.example', '', false],
    ['alibaba', '127.0.0.1:4010', '', true],
    ['alibaba', 'emulator:4010', 'emulator', false],
    ['alibaba', 'cas.aliyuncs.com', '', false],
  ])('plain http, %s to %s with hosts %j: %j', (mode, endpoint, hosts, isAllowed) => {
    const env = {
      RESCIND_CLOUD: mode,
      CAS_ENDPOINT: endpoint,
      CAS_PROTOCOL: 'http',
      RESCIND_EMULATOR_HOSTS: hosts,
    }
    expect(complaintsOf(env)).toEqual(isAllowed ? [] : ['CAS_PROTOCOL'])
  })

  it('speaks https to an emulator that it may not reach in plain http', () => {
    const { cloud } = configOf({ RESCIND_CLOUD: 'emulator', CAS_ENDPOINT: 'emulator.example' })
    expect(cloud.protocol).toBe('https:')
  })
})

describe('the public origin', () => {
  it.each([
    [{ RESCIND_HOST: '0.0.0.0' }, 'http://127.0.0.1:3000'],
    [{ RESCIND_HOST: '::', PORT: '8080' }, 'http://127.0.0.1:8080'],
    [{ RESCIND_HOST: '::1' }, 'http://[::1]:3000'],
    [{ RESCIND_PUBLIC_URL: 'https://Console.Example:443/' }, 'https://console.example'],
    [{ RESCIND_PUBLIC_URL: 'http://localhost:3001' }, 'http://localhost:3001'],
  ])('of %j is %s', (env, origin) => {
    const { web } = configOf(env)
    expect(web.publicOrigin).toBe(origin)
    expect(web.isHttps).toBe(origin.startsWith('https'))
  })

  it('must be named when others are to reach the console', () => {
    expect(complaintsOf({ RESCIND_HOST: '192.168.0.5' })).toEqual(['RESCIND_PUBLIC_URL'])
  })

  it('may be repeated to next-auth by the launcher', () => {
    expect(complaintsOf({ RESCIND_PUBLIC_URL: 'https://a.example', NEXTAUTH_URL: 'https://a.example/' })).toEqual([])
  })
})

describe('a shared database', () => {
  const DATABASE_URL = 'postgres://rescind:hunter2@127.0.0.1/rescind'
  const secrets = { NEXTAUTH_SECRET: 'x'.repeat(32), RESCIND_AUDIT_KEY_FILE: '/etc/rescind/key.pem' }

  it('needs the secrets that all replicas share', () => {
    expect(complaintsOf({ DATABASE_URL })).toEqual(['NEXTAUTH_SECRET', 'RESCIND_AUDIT_KEY_FILE'])
    expect(complaintsOf({ DATABASE_URL, NEXTAUTH_SECRET: secrets.NEXTAUTH_SECRET })).toEqual(['RESCIND_AUDIT_KEY_FILE'])
    expect(complaintsOf({ DATABASE_URL, ...secrets })).toEqual([])
  })

  it('needs none for one replica alone', () => {
    expect(configOf({ DATABASE_URL, RESCIND_SINGLE_REPLICA: '1' }).store.databaseUrl).toBe(DATABASE_URL)
    expect(complaintsOf({ DATABASE_URL, RESCIND_SINGLE_REPLICA: '0' })).toHaveLength(2)
  })

  it('is needed where a migration role is named', () => {
    expect(complaintsOf({ DATABASE_MIGRATION_URL: DATABASE_URL })).toEqual(['DATABASE_URL'])
  })
})
