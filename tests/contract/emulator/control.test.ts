import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'

let emulator: EmulatorUnderTest
beforeAll(async () => {
  emulator = await emulatorUnderTest()
})
afterAll(() => emulator.remove())

async function describeOne(Identifier: string | undefined): Promise<Record<string, unknown>> {
  return (await emulator.client.body('DescribeClientCertificate', { Identifier }))['Certificate'] as Record<
    string,
    unknown
  >
}

describe('the control routes', () => {
  it('are closed without the token, and with a wrong one', async () => {
    expect((await fetch(`${emulator.url}/_emulator/ledger`)).status).toBe(403)
    const headers = { 'x-emulator-control-token': 'guess' }
    expect((await fetch(`${emulator.url}/_emulator/ledger`, { headers })).status).toBe(403)
    expect((await fetch(`${emulator.url}/_emulator/settings`, { method: 'PUT', body: '{}', headers })).status).toBe(403)
  })

  it('do not exist when no token is set', async () => {
    const closed = await emulatorUnderTest({ controlToken: null })
    const headers = { 'x-emulator-control-token': '' }
    expect((await fetch(`${closed.url}/_emulator/ledger`, { headers })).status).toBe(404)
    await closed.remove()
  })

  it('add certificates as asked', async () => {
    const cas = (await emulator.client.body('DescribeCACertificateList'))['CertificateList'] as Record<string, string>[]
    const rsa = cas.find(({ Algorithm }) => Algorithm === 'RSA')?.['Identifier'] ?? ''
    const notAfter = Date.now() + 5 * 86_400_000
    const input = { count: 3, ca: rsa, type: 'SERVER', commonName: '测试.example', status: 'REVOKE', notAfter }
    const identifiers = await emulator.control.add(input)
    expect(new Set(identifiers).size).toBe(3)
    expect(await describeOne(identifiers[2])).toMatchObject({
      CommonName: '测试.example',
      CertificateType: 'SERVER',
      Status: 'REVOKE',
      ParentIdentifier: rsa,
      FullAlgorithm: 'RSA_2048',
      Sans: '[{"Type":2,"Value":"xn--0zwm56d.example"}]',
      AfterDate: Math.floor(notAfter / 1000) * 1000,
    })
  })

  it('add what has expired, and what is pending and incomplete', async () => {
    const [expired] = await emulator.control.add({ count: 1, notAfter: Date.now() - 86_400_000 })
    expect(Number((await describeOne(expired))['AfterDate'])).toBeLessThan(Date.now())
    const [pending] = await emulator.control.add({ count: 1, status: 'PENDING' })
    const row = await describeOne(pending)
    expect(row['Status']).toBe('PENDING')
    expect(row).not.toHaveProperty('X509Certificate')
  })

  it.each([
    { count: 0 },
    { count: 1, ca: 'nobody' },
    { count: 1, notAfter: Date.now() + 1e12 },
    { count: 1, commonName: 'x'.repeat(65) },
    { count: 1, status: 'EXPIRED' },
    { count: 1, colour: 'red' },
  ])('refuse to add %j', async (input) => {
    const before = await emulator.client.body('ListClientCertificate')
    expect((await emulator.control.send('POST', 'certificates', input)).status).toBe(400)
    expect((await emulator.client.body('ListClientCertificate'))['TotalCount']).toBe(before['TotalCount'])
  })

  it('refuse settings that they do not know', async () => {
    expect((await emulator.control.send('PUT', 'settings', { throttlePerSecond: 0 })).status).toBe(400)
    expect((await emulator.control.send('PUT', 'settings', { speed: 9 })).status).toBe(400)
    expect((await emulator.control.send('PATCH', 'settings', {})).status).toBe(404)
  })

  it('give the ledger from a sequence number on', async () => {
    for (let call = 0; call < 3; call += 1) await emulator.client.call('DescribeCACertificateList')
    const all = await emulator.control.ledger()
    const { body } = await emulator.control.send('GET', `ledger?after=${all.length - 2}`)
    expect(body).toEqual(all.slice(-2))
  })
})
