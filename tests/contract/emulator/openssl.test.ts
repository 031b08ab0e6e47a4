import { spawn, type ChildProcess } from 'node:child_process'
import { connect, type TLSSocket } from 'node:tls'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openBench, type Bench } from '../pki/openssl.ts'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'

// openssl is the judge: it fetches from the addresses that the certificates themselves name.

type Authority = {
  Identifier: string
  CommonName: string
  X509Certificate: string
  CertificateType: string
  Algorithm: string
}
type Certificate = {
  Identifier: string
  X509Certificate: string
  CertChain: string
  ParentIdentifier: string
  Status: string
  CommonName: string
  CertificateType: string
  AfterDate: number
}

let emulator: EmulatorUnderTest
let bench: Bench
let authorities: Authority[]
beforeAll(async () => {
  emulator = await emulatorUnderTest({ certificates: 24 })
  bench = await openBench()
  authorities = (await emulator.client.body('DescribeCACertificateList'))['CertificateList'] as Authority[]
  await bench.write(Object.fromEntries(authorities.map((one) => [`${one.Identifier}.pem`, one.X509Certificate])))
  await bench.write({ 'root.pem': authorities[0]?.X509Certificate ?? '' })
  // The root names no CRL of its own; the one of its subordinates has to be handed over.
  await bench.write({ 'root.der': await crlOf(authorities[0]?.Identifier) })
  await bench.openssl('crl', '-inform', 'DER', '-in', 'root.der', '-out', 'root.crl')
})
afterAll(async () => {
  await emulator.remove()
  await bench.remove()
})

async function crlOf(identifier: string | undefined): Promise<Uint8Array> {
  return new Uint8Array(await (await fetch(`${emulator.url}/crl/${identifier}.crl`)).arrayBuffer())
}

function authority(label: 'E1' | 'R1' | 'Legacy'): Authority {
  const found = authorities.find(({ CommonName }) => CommonName.includes(label))
  if (found === undefined) throw new Error(`no CA ${label}`)
  return found
}

async function describeOne(Identifier: string): Promise<Certificate> {
  return (await emulator.client.body('DescribeClientCertificate', { Identifier }))['Certificate'] as Certificate
}

/** A certificate for a key that openssl made; its files are <name>.key and <name>.pem. */
async function issue(name: string, ca: Authority, query: Record<string, unknown> = {}): Promise<Certificate> {
  const key = ca.Algorithm === 'RSA' ? ['rsa:2048'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
  const made = await bench.openssl(
    'req',
    '-new',
    '-newkey',
    ...key,
    '-nodes',
    '-keyout',
    `${name}.key`,
    '-out',
    `${name}.csr`,
    '-utf8',
    '-subj',
    `/CN=${name}`,
  )
  if (!made.succeeded) throw new Error(made.text)
  const Csr = await readFile(path.join(bench.folder, `${name}.csr`), 'utf8')
  const action = 'Domain' in query ? 'CreateServerCertificateWithCsr' : 'CreateClientCertificateWithCsr'
  const body = await emulator.client.body(action, {
    Csr,
    ParentIdentifier: ca.Identifier,
    Days: 30,
    Immediately: 2,
    EnableCrl: 1,
    ...query,
  })
  await bench.write({
    [`${name}.pem`]: String(body['X509Certificate']),
    [`${name}-chain.pem`]: String(body['CertificateChain']),
  })
  return describeOne(String(body['Identifier']))
}

async function verify(certificate: Certificate, ...options: string[]) {
  await bench.write({ 'leaf.pem': certificate.X509Certificate, 'chain.pem': certificate.CertChain })
  return bench.openssl(
    'verify',
    '-x509_strict',
    '-CAfile',
    'root.pem',
    '-untrusted',
    'chain.pem',
    ...options,
    'leaf.pem',
  )
}

async function askOcsp(certificate: Certificate, ...options: string[]) {
  await bench.write({ 'leaf.pem': certificate.X509Certificate })
  const issuer = `${certificate.ParentIdentifier}.pem`
  return bench.openssl(
    'ocsp',
    '-issuer',
    issuer,
    '-cert',
    'leaf.pem',
    '-url',
    `${emulator.url}/ocsp`,
    '-CAfile',
    'root.pem',
    '-verify_other',
    issuer,
    '-resp_text',
    ...options,
  )
}

describe('seed certificates', () => {
  it('verify strictly up to the root, each by its own chain, and the revoked ones by the CRLs they name', async () => {
    const rows = (await emulator.client.body('ListClientCertificate', { ShowSize: 100 }))[
      'CertificateList'
    ] as Certificate[]
    const legacy = authority('Legacy').Identifier
    const seen = new Set<string>()
    for (const row of rows) {
      const certificate = await describeOne(row.Identifier)
      const isExpired = certificate.AfterDate < Date.now()
      const verdict = await verify(certificate, ...(isExpired ? ['-no_check_time'] : []))
      expect(verdict.text, certificate.CommonName).toContain('leaf.pem: OK')
      const { text } = await bench.openssl(
        'x509',
        '-in',
        'leaf.pem',
        '-noout',
        '-ext',
        'crlDistributionPoints,authorityInfoAccess,extendedKeyUsage',
      )
      const points = text.includes(`URI:${emulator.url}/crl/${certificate.ParentIdentifier}.crl`)
      expect(text.includes(`OCSP - URI:${emulator.url}/ocsp`)).toBe(points)
      expect(text.includes(`CA Issuers - URI:${emulator.url}/ca/${certificate.ParentIdentifier}.cer`)).toBe(points)
      expect(text).toContain(
        certificate.CertificateType === 'CLIENT' ? 'TLS Web Client Authentication' : 'TLS Web Server Authentication',
      )
      if (certificate.ParentIdentifier === legacy) expect(points).toBe(false)
      if (points && !isExpired) {
        const checked = await verify(certificate, '-crl_check_all', '-crl_download', '-CRLfile', 'root.crl')
        expect(checked.succeeded, checked.text).toBe(certificate.Status === 'ISSUE')
        if (!checked.succeeded) expect(checked.text).toContain('certificate revoked')
      }
      seen.add(`${certificate.Status} ${points ? 'with' : 'without'}`)
    }
    expect(seen).toContain('REVOKE with')
    expect(seen).toContain('ISSUE with')
    expect(seen).toContain('ISSUE without')
  }, 90_000)
})

describe('CRLs', () => {
  it('are signed, numbered and not stale; a new revocation makes a new one', async () => {
    const ca = authority('R1')
    const read = async () => {
      await bench.write({ 'ca.crl': await crlOf(ca.Identifier) })
      const verdict = await bench.openssl(
        'crl',
        '-inform',
        'DER',
        '-in',
        'ca.crl',
        '-noout',
        '-verify',
        '-CAfile',
        `${ca.Identifier}.pem`,
        '-text',
      )
      expect(verdict.text).toContain('verify OK')
      const [, number = ''] = /X509v3 CRL Number:\s+(?:critical)?\s*(\d+)/.exec(verdict.text) ?? []
      const [, nextUpdate = ''] = /Next Update: (.+)/.exec(verdict.text) ?? []
      expect(Date.parse(nextUpdate)).toBeGreaterThan(Date.now())
      return {
        number: Number(number),
        serials: [...verdict.text.matchAll(/Serial Number: ([0-9A-F]+)/g)].map(([, serial = '']) =>
          serial.toLowerCase(),
        ),
      }
    }
    const [Identifier = ''] = await emulator.control.add({ count: 1, ca: ca.Identifier })
    const before = await read()
    expect((await read()).number).toBe(before.number)
    const serial = String(
      (
        (await emulator.client.body('ListClientCertificate', { Identifier })) as {
          CertificateList: { SerialNumber: string }[]
        }
      ).CertificateList[0]?.SerialNumber,
    )
    await emulator.client.call('CreateRevokeClientCertificate', { Identifier })
    const after = await read()
    expect(after.number).toBe(before.number + 1)
    expect(after.serials).toContain(serial)
    expect(before.serials).not.toContain(serial)
    await emulator.client.call('DeleteClientCertificate', { Identifier })
    expect((await read()).serials).not.toContain(serial)
  })

  it('keep the entry of a deleted certificate when told to, and wait when told to', async () => {
    const ca = authority('E1')
    await emulator.control.settings({ deleteRemovesFromCrl: false, crlDelayMs: 3_600_000 })
    const address = () => emulator.client.body('GetCaInstanceCrlAddress', { CaIdentifier: ca.Identifier })
    const before = await address()
    const [waiting = ''] = await emulator.control.add({ count: 1, ca: ca.Identifier })
    await emulator.client.call('CreateRevokeClientCertificate', { Identifier: waiting })
    expect((await address())['HashCode']).toBe(before['HashCode'])
    await emulator.control.settings({ crlDelayMs: 0 })
    const certificate = await issue('kept', ca)
    await emulator.client.call('CreateRevokeClientCertificate', { Identifier: certificate.Identifier })
    const revoked = await address()
    expect(revoked['HashCode']).not.toBe(before['HashCode'])
    await emulator.client.call('DeleteClientCertificate', { Identifier: certificate.Identifier })
    expect((await address())['HashCode']).toBe(revoked['HashCode'])
    expect((await verify(certificate, '-crl_check', '-crl_download')).text).toContain('certificate revoked')
    expect((await askOcsp(certificate)).text).toContain('leaf.pem: revoked')
    await emulator.control.settings({ deleteRemovesFromCrl: true })
  })

  it('have a hash that changes with the entries, not with each new CRL', async () => {
    let now = Date.now()
    const other = await emulatorUnderTest({ clock: { now: () => now } })
    const rows = (await other.client.body('DescribeCACertificateList'))['CertificateList'] as Authority[]
    const ca = rows.find(({ CommonName }) => CommonName.includes('E1'))?.Identifier
    const address = () => other.client.body('GetCaInstanceCrlAddress', { CaIdentifier: ca })
    await other.control.add({ count: 1, status: 'REVOKE' })
    const before = await address()
    // A CRL of the future is made anew, like one that is a day old; the client's date stays good.
    now -= 300_000
    const after = await address()
    expect(after['NextUpdateTime']).not.toBe(before['NextUpdateTime'])
    expect(after['HashCode']).toBe(before['HashCode'])
    await other.control.add({ count: 1, status: 'REVOKE' })
    expect((await address())['HashCode']).not.toBe(before['HashCode'])
    await other.remove()
  })

  it('do not exist for the legacy CA, whose certificate is served like the others', async () => {
    const { Identifier, X509Certificate } = authority('Legacy')
    expect((await fetch(`${emulator.url}/crl/${Identifier}.crl`)).status).toBe(404)
    expect((await fetch(`${emulator.url}/crl/nobody.crl`)).status).toBe(404)
    const der = Buffer.from(await (await fetch(`${emulator.url}/ca/${Identifier}.cer`)).arrayBuffer())
    expect(X509Certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')).toBe(der.toString('base64'))
  })
})

describe('OCSP', () => {
  it('says good, then revoked, by POST and by GET, with the nonce of the question', async () => {
    const certificate = await issue('asked', authority('E1'))
    const good = await askOcsp(certificate)
    expect(good.text).toContain('Response verify OK')
    expect(good.text).toContain('leaf.pem: good')
    expect(good.text).not.toContain('no nonce in response')
    await emulator.client.call('CreateRevokeClientCertificate', { Identifier: certificate.Identifier })
    expect((await askOcsp(certificate)).text).toContain('leaf.pem: revoked')

    await bench.openssl(
      'ocsp',
      '-issuer',
      `${certificate.ParentIdentifier}.pem`,
      '-cert',
      'leaf.pem',
      '-no_nonce',
      '-reqout',
      'request.der',
    )
    const question = (await readFile(path.join(bench.folder, 'request.der'))).toString('base64')
    const answer = await fetch(`${emulator.url}/ocsp/${encodeURIComponent(question)}`)
    expect(answer.headers.get('content-type')).toBe('application/ocsp-response')
    await bench.write({ 'response.der': new Uint8Array(await answer.arrayBuffer()) })
    const issuer = `${certificate.ParentIdentifier}.pem`
    const read = await bench.openssl(
      'ocsp',
      '-respin',
      'response.der',
      '-issuer',
      issuer,
      '-cert',
      'leaf.pem',
      '-CAfile',
      'root.pem',
      '-verify_other',
      issuer,
    )
    expect(read.text).toContain('Response verify OK')
    expect(read.text).toContain('leaf.pem: revoked')
  })

  it('knows the seed certificates of either kind of CA, those in force and the revoked ones', async () => {
    const body = await emulator.client.body('ListClientCertificate', { ShowSize: 100 })
    const rows = body['CertificateList'] as Certificate[]
    for (const label of ['E1', 'R1'] as const) {
      const ca = authority(label).Identifier
      for (const [status, word] of [
        ['ISSUE', 'good'],
        ['REVOKE', 'revoked'],
      ]) {
        const row = rows.find((one) => one.ParentIdentifier === ca && one.Status === status)
        if (row === undefined) throw new Error(`no certificate of ${label} in ${status}`)
        const { text } = await askOcsp(row)
        expect(text).toContain('Response verify OK')
        expect(text).toContain(`leaf.pem: ${word}`)
      }
    }
  })

  it('knows the issuing CAs, does not know the deleted, and is not offered by the legacy CA', async () => {
    const subordinate = authority('R1')
    const asked = await bench.openssl(
      'ocsp',
      '-issuer',
      'root.pem',
      '-cert',
      `${subordinate.Identifier}.pem`,
      '-url',
      `${emulator.url}/ocsp`,
      '-CAfile',
      'root.pem',
    )
    expect(asked.text).toContain(': good')
    const [Identifier = ''] = await emulator.control.add({ count: 1, status: 'REVOKE' })
    const deleted = await describeOne(Identifier)
    await emulator.client.call('DeleteClientCertificate', { Identifier })
    expect((await askOcsp(deleted)).text).toContain('leaf.pem: unknown')
    const [legacy = ''] = await emulator.control.add({ count: 1, ca: authority('Legacy').Identifier })
    expect((await askOcsp(await describeOne(legacy))).text).toContain('unauthorized')
    const torn = await fetch(`${emulator.url}/ocsp`, { method: 'POST', body: 'not DER' })
    expect([...new Uint8Array(await torn.arrayBuffer())]).toEqual([0x30, 3, 0x0a, 1, 1])
  })
})

describe('a handshake against openssl s_server -crl_check', () => {
  let server: ChildProcess | undefined
  afterEach(() => server?.kill())

  it.each(['E1', 'R1'] as const)(
    'lets a fresh client of %s in, and refuses it as revoked after the call',
    async (label) => {
      const ca = authority(label)
      await issue(`${label}-server`, ca, { Domain: 'localhost,127.0.0.1' })
      const certificate = await issue(`${label}-client`, ca, { SanType: 2, SanValue: 'client.example' })
      await bench.write({ 'trust.pem': (authorities[0]?.X509Certificate ?? '') + ca.X509Certificate })
      const port = await listen(`${label}-server`)
      expect(await greet(port, `${label}-client`)).toBe('olleh')
      await emulator.client.call('CreateRevokeClientCertificate', { Identifier: certificate.Identifier })
      expect(await greet(port, `${label}-client`)).toMatch(/certificate.revoked/i)
      server?.kill()
    },
  )

  /** Demands a client certificate and fetches the CRL that it names; answers a line with the line reversed. */
  async function listen(name: string): Promise<number> {
    const options = [
      '-accept',
      '127.0.0.1:0',
      '-cert',
      `${name}.pem`,
      '-key',
      `${name}.key`,
      '-verifyCAfile',
      'trust.pem',
      '-Verify',
      '3',
      '-verify_return_error',
      '-crl_check',
      '-crl_download',
      '-rev',
    ]
    const child = spawn('openssl', ['s_server', ...options], { cwd: bench.folder, stdio: ['pipe', 'pipe', 'pipe'] })
    server = child
    return new Promise((resolve, reject) => {
      let text = ''
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString()
        const [, port] = /ACCEPT .*:(\d+)/.exec(text) ?? []
        if (port !== undefined) resolve(Number(port))
      })
      child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()))
      child.once('exit', () => {
        reject(new Error(text))
      })
    })
  }

  async function greet(port: number, name: string): Promise<string> {
    const [key, cert, ca] = await Promise.all(
      [`${name}.key`, `${name}.pem`, 'trust.pem'].map((file) => readFile(path.join(bench.folder, file))),
    )
    return new Promise((resolve) => {
      const socket: TLSSocket = connect(
        { host: '127.0.0.1', port, ...(key && cert && ca ? { key, cert, ca } : {}) },
        () => {
          socket.write('hello\n')
        },
      )
      socket.on('data', (chunk: Buffer) => {
        resolve(chunk.toString().trim())
        socket.destroy()
      })
      socket.on('error', (error: Error) => {
        resolve(error.message)
      })
    })
  }
})

describe('issuing with a CSR', () => {
  it('writes the names, the validity and the subject asked for', async () => {
    const certificate = await issue('网关.example', authority('E1'), {
      Domain: 'gate.example,10.0.0.8',
      Days: 10,
      Organization: '鹭岛',
      Country: 'CN',
      'Tags.1.Key': 'owner',
      'Tags.1.Value': 'ops',
      CustomIdentifier: 'gate-1',
    })
    expect(certificate).toMatchObject({
      CertificateType: 'SERVER',
      CommonName: '网关.example',
      Organization: '鹭岛',
      OrganizationUnit: 'Aliyun CDN',
      Days: 10,
      FullAlgorithm: 'ECC_256',
      CustomIdentifier: 'gate-1',
      Sans: '[{"Type":2,"Value":"gate.example"},{"Type":7,"Value":"10.0.0.8"}]',
      Tags: [{ TagKey: 'owner', TagValue: 'ops' }],
    })
    expect((await verify(certificate, '-crl_check_all', '-crl_download', '-CRLfile', 'root.crl')).text).toContain(
      'leaf.pem: OK',
    )
    await expect(issue('other.example', authority('E1'), { CustomIdentifier: 'gate-1' })).rejects.toMatchObject({
      code: 'CustomIdentifierExists',
    })
  })

  it('queues with AsynchronousFlag: PENDING first, issued after a while', async () => {
    let now = Date.now()
    const other = await emulatorUnderTest({ clock: { now: () => now } })
    const rows = (await other.client.body('DescribeCACertificateList'))['CertificateList'] as Authority[]
    await issue('queued', authority('E1'))
    const Csr = await readFile(path.join(bench.folder, 'queued.csr'), 'utf8')
    const query = { Csr, ParentIdentifier: rows[1]?.Identifier, Months: 1, AsynchronousFlag: true, Immediately: 2 }
    const issued = await other.client.body('CreateClientCertificateWithCsr', query)
    expect(issued).not.toHaveProperty('X509Certificate')
    const read = async () =>
      (await other.client.body('DescribeClientCertificate', { Identifier: issued['Identifier'] }))['Certificate']
    expect(await read()).toMatchObject({ Status: 'PENDING' })
    now += 2000
    expect(await read()).toMatchObject({ Status: 'ISSUE', SerialNumber: issued['SerialNumber'] })
    await other.remove()
  })

  it.each([
    ['an RSA CA asked for an EC key', 'R1', { keyOf: 'E1' }, 'CaAlgorithmMismatch'],
    ['a validity beyond the CA', 'E1', { Days: 9000 }, 'ValidityBeyondCa'],
    ['EnableCrl at a CA without CRL', 'Legacy', {}, 'CaWithoutCrl'],
    ['no validity', 'E1', { Days: '' }, 'MissingDays'],
    ['half a validity', 'E1', { Days: '', BeforeTime: 1 }, 'MissingAfterTime'],
    ['an address that is none', 'E1', { Domain: 'not a host' }, 'InvalidDomain'],
    ['a country that is none', 'E1', { Country: 'China' }, 'InvalidCountry'],
    ['an algorithm that is not that of the key', 'E1', { Algorithm: 'RSA_2048' }, 'InvalidAlgorithm'],
    ['an alternative name of a kind that it cannot write', 'E1', { SanType: 3, SanValue: 'x' }, 'InvalidSanType'],
    ['a kind of alternative name without the name', 'E1', { SanType: 2 }, 'MissingSanValue'],
    ['an alternative name without its kind', 'E1', { SanValue: 'a.example' }, 'MissingSanType'],
    ['a tag without a key', 'E1', { 'Tags.1.Value': 'ops' }, 'InvalidTags'],
    ['a tag with something else', 'E1', { 'Tags.1.Key': 'owner', 'Tags.1.Colour': 'red' }, 'InvalidTags'],
    ['no CSR', 'E1', { Csr: '' }, 'MissingCsr'],
    ['something that is no CSR', 'E1', { Csr: 'hello' }, 'InvalidCsr'],
    ['a CSR whose signature was broken', 'E1', { tampered: true }, 'InvalidCsr'],
  ] as const)('is refused for %s', async (_, label, query: Record<string, unknown>, code) => {
    const { keyOf, tampered, ...rest } = query
    if (keyOf !== undefined || tampered === true) {
      await issue('donor', authority('E1'))
      const csr = await readFile(path.join(bench.folder, 'donor.csr'), 'utf8')
      const Csr = tampered === true ? csr.replace(/.{4}(=*)\n-----END/, 'AAAA$1\n-----END') : csr
      const call = emulator.client.call('CreateClientCertificateWithCsr', {
        Csr,
        ParentIdentifier: authority(label).Identifier,
        Days: 1,
      })
      await expect(call).rejects.toMatchObject({ code, statusCode: 400 })
    } else {
      await expect(issue('refused', authority(label), rest)).rejects.toMatchObject({ code, statusCode: 400 })
    }
  })

  it('is refused when the CA has issued all that it may', async () => {
    const other = await emulatorUnderTest({ certificates: 0 })
    const rows = (await other.client.body('DescribeCACertificateList'))['CertificateList'] as Authority[]
    const ca = rows.find(({ CommonName }) => CommonName.includes('E1'))?.Identifier
    const { Certificate } = await other.client.body('DescribeCACertificate', { Identifier: ca })
    const { CertRemainingCount } = Certificate as { CertRemainingCount: number }
    await other.control.add({ count: CertRemainingCount - 1, ca })
    await issue('last', authority('E1'))
    const Csr = await readFile(path.join(bench.folder, 'last.csr'), 'utf8')
    const query = { Csr, ParentIdentifier: ca, Days: 1 }
    await other.client.call('CreateClientCertificateWithCsr', query)
    await expect(other.client.call('CreateClientCertificateWithCsr', query)).rejects.toMatchObject({
      code: 'CaQuotaUsedUp',
      statusCode: 400,
    })
    await other.remove()
  })

  it('is refused at the root', async () => {
    const root = authorities[0]
    if (root === undefined) throw new Error('no root')
    await expect(issue('proud', root)).rejects.toMatchObject({ code: 'CaCannotIssue' })
  })
})
