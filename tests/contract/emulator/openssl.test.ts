import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest } from './support/emulator-under-test.ts'
import type { Authority, Certificate, Judge } from './support/judge.ts'
import { openJudge } from './support/open-judge.ts'

// What is published of certificates: openssl fetches from the addresses that they themselves name.

let judge: Judge
beforeAll(async () => {
  judge = await openJudge(24)
})
afterAll(() => judge.remove())

describe('seed certificates', () => {
  it('verify strictly up to the root, each by its own chain, and the revoked ones by the CRLs they name', async () => {
    const rows = (await judge.emulator.client.body('ListClientCertificate', { ShowSize: 100 }))[
      'CertificateList'
    ] as Certificate[]
    const legacy = judge.authority('Legacy').Identifier
    const seen = new Set<string>()
    for (const row of rows) {
      const certificate = await judge.describeOne(row.Identifier)
      const isExpired = certificate.AfterDate < Date.now()
      const verdict = await judge.verify(certificate, ...(isExpired ? ['-no_check_time'] : []))
      expect(verdict.text, certificate.CommonName).toContain('leaf.pem: OK')
      const { text } = await judge.openssl(
        'x509',
        '-in',
        'leaf.pem',
        '-noout',
        '-ext',
        'crlDistributionPoints,authorityInfoAccess,extendedKeyUsage',
      )
      const points = text.includes(`URI:${judge.emulator.url}/crl/${certificate.ParentIdentifier}.crl`)
      expect(text.includes(`OCSP - URI:${judge.emulator.url}/ocsp`)).toBe(points)
      expect(text.includes(`CA Issuers - URI:${judge.emulator.url}/ca/${certificate.ParentIdentifier}.cer`)).toBe(
        points,
      )
      expect(text).toContain(
        certificate.CertificateType === 'CLIENT' ? 'TLS Web Client Authentication' : 'TLS Web Server Authentication',
      )
      if (certificate.ParentIdentifier === legacy) expect(points).toBe(false)
      if (points && !isExpired) {
        const checked = await judge.verify(certificate, '-crl_check_all', '-crl_download', '-CRLfile', 'root.crl')
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
    const ca = judge.authority('R1')
    const read = async () => {
      await judge.write({ 'ca.crl': await judge.crlOf(ca.Identifier) })
      const verdict = await judge.openssl(
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
    const [Identifier = ''] = await judge.emulator.control.add({ count: 1, ca: ca.Identifier })
    const before = await read()
    expect((await read()).number).toBe(before.number)
    const serial = String(
      (
        (await judge.emulator.client.body('ListClientCertificate', { Identifier })) as {
          CertificateList: { SerialNumber: string }[]
        }
      ).CertificateList[0]?.SerialNumber,
    )
    await judge.emulator.client.call('CreateRevokeClientCertificate', { Identifier })
    const after = await read()
    expect(after.number).toBe(before.number + 1)
    expect(after.serials).toContain(serial)
    expect(before.serials).not.toContain(serial)
    await judge.emulator.client.call('DeleteClientCertificate', { Identifier })
    expect((await read()).serials).not.toContain(serial)
  })

  it('keep the entry of a deleted certificate when told to, and wait when told to', async () => {
    const ca = judge.authority('E1')
    await judge.emulator.control.settings({ deleteRemovesFromCrl: false, crlDelayMs: 3_600_000 })
    const address = () => judge.emulator.client.body('GetCaInstanceCrlAddress', { CaIdentifier: ca.Identifier })
    const before = await address()
    const [waiting = ''] = await judge.emulator.control.add({ count: 1, ca: ca.Identifier })
    await judge.emulator.client.call('CreateRevokeClientCertificate', { Identifier: waiting })
    expect((await address())['HashCode']).toBe(before['HashCode'])
    await judge.emulator.control.settings({ crlDelayMs: 0 })
    const certificate = await judge.issue('kept', ca)
    await judge.emulator.client.call('CreateRevokeClientCertificate', { Identifier: certificate.Identifier })
    const revoked = await address()
    expect(revoked['HashCode']).not.toBe(before['HashCode'])
    await judge.emulator.client.call('DeleteClientCertificate', { Identifier: certificate.Identifier })
    expect((await address())['HashCode']).toBe(revoked['HashCode'])
    expect((await judge.verify(certificate, '-crl_check', '-crl_download')).text).toContain('certificate revoked')
    expect((await judge.askOcsp(certificate)).text).toContain('leaf.pem: revoked')
    await judge.emulator.control.settings({ deleteRemovesFromCrl: true })
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
    const { Identifier, X509Certificate } = judge.authority('Legacy')
    expect((await fetch(`${judge.emulator.url}/crl/${Identifier}.crl`)).status).toBe(404)
    expect((await fetch(`${judge.emulator.url}/crl/nobody.crl`)).status).toBe(404)
    const der = Buffer.from(await (await fetch(`${judge.emulator.url}/ca/${Identifier}.cer`)).arrayBuffer())
    expect(X509Certificate.replaceAll(/-----[A-Z ]+-----|\s/g, '')).toBe(der.toString('base64'))
  })
})

describe('OCSP', () => {
  it('says good, then revoked, by POST and by GET, with the nonce of the question', async () => {
    const certificate = await judge.issue('asked', judge.authority('E1'))
    const good = await judge.askOcsp(certificate)
    expect(good.text).toContain('Response verify OK')
    expect(good.text).toContain('leaf.pem: good')
    expect(good.text).not.toContain('no nonce in response')
    await judge.emulator.client.call('CreateRevokeClientCertificate', { Identifier: certificate.Identifier })
    expect((await judge.askOcsp(certificate)).text).toContain('leaf.pem: revoked')

    await judge.openssl(
      'ocsp',
      '-issuer',
      `${certificate.ParentIdentifier}.pem`,
      '-cert',
      'leaf.pem',
      '-no_nonce',
      '-reqout',
      'request.der',
    )
    const question = (await readFile(path.join(judge.folder, 'request.der'))).toString('base64')
    const answer = await fetch(`${judge.emulator.url}/ocsp/${encodeURIComponent(question)}`)
    expect(answer.headers.get('content-type')).toBe('application/ocsp-response')
    await judge.write({ 'response.der': new Uint8Array(await answer.arrayBuffer()) })
    const issuer = `${certificate.ParentIdentifier}.pem`
    const read = await judge.openssl(
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
    const body = await judge.emulator.client.body('ListClientCertificate', { ShowSize: 100 })
    const rows = body['CertificateList'] as Certificate[]
    for (const label of ['E1', 'R1'] as const) {
      const ca = judge.authority(label).Identifier
      for (const [status, word] of [
        ['ISSUE', 'good'],
        ['REVOKE', 'revoked'],
      ]) {
        const row = rows.find((one) => one.ParentIdentifier === ca && one.Status === status)
        if (row === undefined) throw new Error(`no certificate of ${label} in ${status}`)
        const { text } = await judge.askOcsp(row)
        expect(text).toContain('Response verify OK')
        expect(text).toContain(`leaf.pem: ${word}`)
      }
    }
  })

  it('knows the issuing CAs, does not know the deleted, and is not offered by the legacy CA', async () => {
    const subordinate = judge.authority('R1')
    const asked = await judge.openssl(
      'ocsp',
      '-issuer',
      'root.pem',
      '-cert',
      `${subordinate.Identifier}.pem`,
      '-url',
      `${judge.emulator.url}/ocsp`,
      '-CAfile',
      'root.pem',
    )
    expect(asked.text).toContain(': good')
    const [Identifier = ''] = await judge.emulator.control.add({ count: 1, status: 'REVOKE' })
    const deleted = await judge.describeOne(Identifier)
    await judge.emulator.client.call('DeleteClientCertificate', { Identifier })
    expect((await judge.askOcsp(deleted)).text).toContain('leaf.pem: unknown')
    const [legacy = ''] = await judge.emulator.control.add({ count: 1, ca: judge.authority('Legacy').Identifier })
    expect((await judge.askOcsp(await judge.describeOne(legacy))).text).toContain('unauthorized')
    const torn = await fetch(`${judge.emulator.url}/ocsp`, { method: 'POST', body: 'not DER' })
    expect([...new Uint8Array(await torn.arrayBuffer())]).toEqual([0x30, 3, 0x0a, 1, 1])
  })
})
