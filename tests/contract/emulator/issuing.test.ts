import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest } from './support/emulator-under-test.ts'
import type { Authority, Judge } from './support/judge.ts'
import { openJudge } from './support/open-judge.ts'

let judge: Judge
beforeAll(async () => {
  judge = await openJudge(0)
})
afterAll(() => judge.remove())

describe('issuing with a CSR', () => {
  it('writes the names, the validity and the subject asked for', async () => {
    const certificate = await judge.issue('网关.example', judge.authority('E1'), {
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
    expect((await judge.verify(certificate, '-crl_check_all', '-crl_download', '-CRLfile', 'root.crl')).text).toContain(
      'leaf.pem: OK',
    )
    await expect(
      judge.issue('other.example', judge.authority('E1'), { CustomIdentifier: 'gate-1' }),
    ).rejects.toMatchObject({
      code: 'CustomIdentifierExists',
    })
  })

  it('queues with AsynchronousFlag: PENDING first, issued after a while', async () => {
    let now = Date.now()
    const other = await emulatorUnderTest({ clock: { now: () => now } })
    const rows = (await other.client.body('DescribeCACertificateList'))['CertificateList'] as Authority[]
    await judge.issue('queued', judge.authority('E1'))
    const Csr = await readFile(path.join(judge.folder, 'queued.csr'), 'utf8')
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
      await judge.issue('donor', judge.authority('E1'))
      const csr = await readFile(path.join(judge.folder, 'donor.csr'), 'utf8')
      const Csr = tampered === true ? csr.replace(/.{4}(=*)\n-----END/, 'AAAA$1\n-----END') : csr
      const call = judge.emulator.client.call('CreateClientCertificateWithCsr', {
        Csr,
        ParentIdentifier: judge.authority(label).Identifier,
        Days: 1,
      })
      await expect(call).rejects.toMatchObject({ code, statusCode: 400 })
    } else {
      await expect(judge.issue('refused', judge.authority(label), rest)).rejects.toMatchObject({
        code,
        statusCode: 400,
      })
    }
  })

  it('is refused when the CA has issued all that it may', async () => {
    const other = await emulatorUnderTest({ certificates: 0 })
    const rows = (await other.client.body('DescribeCACertificateList'))['CertificateList'] as Authority[]
    const ca = rows.find(({ CommonName }) => CommonName.includes('E1'))?.Identifier
    const { Certificate } = await other.client.body('DescribeCACertificate', { Identifier: ca })
    const { CertRemainingCount } = Certificate as { CertRemainingCount: number }
    await other.control.add({ count: CertRemainingCount - 1, ca })
    await judge.issue('last', judge.authority('E1'))
    const Csr = await readFile(path.join(judge.folder, 'last.csr'), 'utf8')
    const query = { Csr, ParentIdentifier: ca, Days: 1 }
    await other.client.call('CreateClientCertificateWithCsr', query)
    await expect(other.client.call('CreateClientCertificateWithCsr', query)).rejects.toMatchObject({
      code: 'CaQuotaUsedUp',
      statusCode: 400,
    })
    await other.remove()
  })

  it('is refused at the root', async () => {
    await expect(judge.issue('proud', judge.root)).rejects.toMatchObject({ code: 'CaCannotIssue' })
  })
})
