import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'

// The vendor's own client from npm is the judge: it signs, parses and classifies; none of it is ours.

type Row = Record<string, unknown> & { Identifier: string; SerialNumber: string; Status: string }

let emulator: EmulatorUnderTest
beforeAll(async () => {
  emulator = await emulatorUnderTest({ certificates: 60 })
})
afterAll(() => emulator.remove())

async function rowsOf(query: Record<string, unknown>): Promise<Row[]> {
  return (await emulator.client.body('ListClientCertificate', query))['CertificateList'] as Row[]
}

describe('the official client', () => {
  it('runs list → describe → revoke → status → delete', async () => {
    const { client } = emulator
    const row = (await rowsOf({ ShowSize: 60 })).find(({ Status }) => Status === 'ISSUE')
    if (row === undefined) throw new Error('no certificate in force')
    const { Identifier, SerialNumber } = row
    const described = await client.body('DescribeClientCertificate', { Identifier })
    expect(described['Certificate']).toMatchObject({ Identifier, SerialNumber, Status: 'ISSUE', Sha2: row['Sha2'] })

    const before = Date.now()
    const revoked = await client.call('CreateRevokeClientCertificate', { Identifier })
    expect(Object.keys(revoked.body)).toEqual(['RequestId'])
    expect(revoked.body['RequestId']).toMatch(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/)
    expect(revoked.headers['x-acs-request-id']).toBe(revoked.body['RequestId'])

    const [status] = (await client.body('DescribeClientCertificateStatus', { Identifier }))[
      'CertificateStatus'
    ] as Row[]
    expect(status).toMatchObject({ SerialNumber, Status: 'revoked' })
    expect(status?.['RevokeTime']).toBeGreaterThanOrEqual(before)
    expect(status?.['RevokeTime']).toBeLessThanOrEqual(Date.now())

    await client.call('DeleteClientCertificate', { Identifier })
    const gone = await client.refusal('DescribeClientCertificate', { Identifier })
    expect(gone).toMatchObject({ name: 'ClientError', code: 'NotFound', statusCode: 404 })
    expect(await rowsOf({ Identifier })).toEqual([])

    const ledger = await emulator.control.ledger()
    const applied = ledger.filter((entry) => entry.applied && entry.parameters['Identifier'] === Identifier)
    expect(applied.map(({ operation }) => operation)).toEqual([
      'CreateRevokeClientCertificate',
      'DeleteClientCertificate',
    ])
    expect(applied[0]?.requestId).toBe(revoked.body['RequestId'])
  })

  it('may send its parameters in a form body', async () => {
    const [row] = await rowsOf({ ShowSize: 1 })
    const answer = await emulator.client.call('DescribeClientCertificate', {}, { Identifier: row?.Identifier })
    expect(answer.body['Certificate']).toMatchObject({ Identifier: row?.Identifier })
  })

  it('walks all pages and finds each certificate once', async () => {
    const { TotalCount } = await emulator.client.body('ListClientCertificate')
    const pages: Row[][] = []
    for (let CurrentPage = 1; pages.at(-1)?.length !== 0; CurrentPage += 1)
      pages.push(await rowsOf({ CurrentPage, ShowSize: 7 }))
    const identifiers = pages.flat().map(({ Identifier }) => Identifier)
    expect(new Set(identifiers).size).toBe(TotalCount)
    expect(identifiers.length).toBe(TotalCount)
  })

  it('gets 100 rows when it asks for more, and says so', async () => {
    await emulator.control.add({ count: 110 })
    const body = await emulator.client.body('ListClientCertificate', { ShowSize: 5000 })
    expect(body).toMatchObject({ ShowSize: 100, CurrentPage: 1, MaxResults: 100 })
    expect(body['CertificateList']).toHaveLength(100)
    expect(body['PageCount']).toBe(Math.ceil(Number(body['TotalCount']) / 100))
  })

  it('sees the documented types: epoch ms in the list, minutes as text among the revoked, Status ISSUE there', async () => {
    const [identifier] = await emulator.control.add({ count: 1, status: 'REVOKE' })
    const [listed] = await rowsOf({ Identifier: identifier })
    expect(listed?.Status).toBe('REVOKE')
    expect(typeof listed?.['BeforeDate']).toBe('number')
    expect(listed).not.toHaveProperty('CertChain')
    const revoked = await emulator.client.body('ListRevokeCertificate', { ShowSize: 1 })
    const [row] = revoked['CertificateList'] as Row[]
    expect(row).toMatchObject({ Identifier: identifier, Status: 'ISSUE' })
    expect(row?.['RevokeDate']).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/)
    expect(row?.['BeforeDate']).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z$/)
    expect(row).not.toHaveProperty('X509Certificate')
  })

  it('gets Sans as text, with the trailing comma of the documentation in lists', async () => {
    const rows = await rowsOf({ ShowSize: 60 })
    const named = rows.find(({ Sans }) => Sans !== '[]')
    expect(named?.['Sans']).toMatch(/^\[(\{"Type":[1267],"Value":"[^"]+"\},)+\]$/)
    const { Certificate } = await emulator.client.body('DescribeClientCertificate', { Identifier: named?.Identifier })
    const sans = JSON.parse(String((Certificate as Row)['Sans'])) as unknown
    expect(JSON.stringify(sans).slice(0, -1)).toBe(String(named?.['Sans']).slice(0, -2))
  })

  it('never sees a certificate signed twice', async () => {
    const [first, again] = [await rowsOf({ ShowSize: 60 }), await rowsOf({ ShowSize: 60 })]
    expect(again).toEqual(first)
    const keys = new Set(first.map((row) => row['X509Certificate']))
    expect(keys.size).toBe(first.length)
  })

  it('asks for several states at once, by Identifier and by serial number', async () => {
    const [row] = await rowsOf({ ShowSize: 1 })
    const byId = await emulator.client.body('DescribeClientCertificateStatus', {
      Identifier: `${row?.Identifier},nobody`,
    })
    expect(byId['CertificateStatus']).toEqual([
      expect.objectContaining({ SerialNumber: row?.SerialNumber }),
      { SerialNumber: '', Status: 'unknown', RevokeTime: 0 },
    ])
    const query = { SerialNumber: `${row?.SerialNumber},00ff` }
    const bySerial = await emulator.client.body('DescribeClientCertificateStatusForSerialNumber', query)
    expect(bySerial['CertificateStatus']).toEqual([
      expect.objectContaining({ SerialNumber: row?.SerialNumber }),
      { SerialNumber: '00ff', Status: 'unknown', RevokeTime: 0 },
    ])
  })

  it('reads the CAs, their CRL address and counts', async () => {
    const list = await emulator.client.body('DescribeCACertificateList')
    const rows = list['CertificateList'] as Row[]
    expect(rows.map((row) => row['CertificateType'])).toEqual(['ROOT', 'SUB_ROOT', 'SUB_ROOT', 'SUB_ROOT'])
    expect(rows[0]).not.toHaveProperty('CrlUrl')
    const described = await Promise.all(
      rows.map(({ Identifier }) => emulator.client.body('DescribeCACertificate', { Identifier })),
    )
    const crlStates = described.map(({ Certificate }) => (Certificate as Row)['CrlStatus'])
    expect(crlStates).toEqual(['ACTIVE', 'ACTIVE', 'ACTIVE', undefined])
    const address = await emulator.client.body('GetCaInstanceCrlAddress', { CaIdentifier: rows[1]?.Identifier })
    expect(address).toMatchObject({
      CrlUrl: (described[1]?.['Certificate'] as Row)['CrlUrl'],
      CaInstanceStatus: 'normal',
    })
    expect(address['NextUpdateTime']).toMatch(/^\d{13}$/)
    const roots = await emulator.client.body('DescribeCACertificateList', { CertType: 'root', ValidStatus: 'valid' })
    expect(roots['TotalCount']).toBe(1)
  })
})

describe('the official client is refused', () => {
  it.each([
    ['no Identifier', 'DescribeClientCertificate', {}, 'MissingIdentifier'],
    ['an empty Identifier', 'CreateRevokeClientCertificate', { Identifier: '' }, 'MissingIdentifier'],
    [
      'every odd character signed and carried',
      'DescribeClientCertificate',
      { Identifier: "a b+c*d~e(f)!'/?&=中文 %2F" },
      'InvalidIdentifier',
    ],
    ['ShowSize 0', 'ListClientCertificate', { ShowSize: 0 }, 'InvalidShowSize'],
    ['ShowSize -1', 'ListClientCertificate', { ShowSize: -1 }, 'InvalidShowSize'],
    ['ShowSize not a number', 'ListClientCertificate', { ShowSize: 'many' }, 'InvalidShowSize'],
    ['CurrentPage 0', 'ListRevokeCertificate', { CurrentPage: 0 }, 'InvalidCurrentPage'],
    ['an unknown parameter', 'ListClientCertificate', { Status: 'ISSUE' }, 'UnknownParameter'],
    ['an unknown list parameter', 'ListClientCertificate', { 'Tags.1.Key': 'a' }, 'UnknownParameter'],
    ['a query of 17 KB', 'DescribeClientCertificateStatus', { Identifier: 'a'.repeat(17 * 1024) }, 'RequestTooLong'],
    ['no CA', 'GetCaInstanceCrlAddress', {}, 'MissingCaIdentifier'],
    ['CertType of another world', 'DescribeCACertificateList', { CertType: 'leaf' }, 'InvalidCertType'],
  ])('for %s', async (_, action, query, code) => {
    const error = await emulator.client.refusal(action, query)
    expect(error).toMatchObject({ name: 'ClientError', code, statusCode: 400 })
    expect(error.data).toMatchObject({ Code: code, HostId: `127.0.0.1:${emulator.port}` })
    const recommend = `https://api.aliyun.com/troubleshoot?q=${code}&product=cas&requestId=${error.requestId}`
    expect(error.data['Recommend']).toBe(recommend)
    expect((await emulator.control.ledger()).at(-1)).toMatchObject({ requestId: error.requestId, code, applied: false })
  })

  it.each([
    ['an operation that does not exist', 'ListCertificates', {}, 'InvalidAction.NotFound', 404],
    ['an Identifier that does not exist', 'CreateRevokeClientCertificate', { Identifier: 'nobody' }, 'NotFound', 404],
    ['a CA that does not exist', 'DescribeCACertificate', { Identifier: 'nobody' }, 'NotFound', 404],
  ])('for %s', async (_, action, query, code, statusCode) => {
    expect(await emulator.client.refusal(action, query)).toMatchObject({ code, statusCode })
  })

  it('for what the state of the certificate does not allow', async () => {
    const [issued] = await emulator.control.add({ count: 1 })
    const [pending] = await emulator.control.add({ count: 1, status: 'PENDING' })
    const [revoked] = await emulator.control.add({ count: 1, status: 'REVOKE' })
    const attempts = [
      ['DeleteClientCertificate', issued, 'CertificateNotRevoked'],
      ['CreateRevokeClientCertificate', pending, 'CertificatePending'],
      ['CreateRevokeClientCertificate', revoked, 'CertificateAlreadyRevoked'],
    ] as const
    for (const [action, Identifier, code] of attempts) {
      expect(await emulator.client.refusal(action, { Identifier })).toMatchObject({ code, statusCode: 400 })
    }
    expect(await rowsOf({ Identifier: pending })).toMatchObject([{ Status: 'PENDING' }])
  })

  it('for an action that RAM denies, with the detail', async () => {
    await emulator.control.settings({ deniedActions: ['yundun-cert:CreateRevokeClientCertificate'] })
    const error = await emulator.client.refusal('CreateRevokeClientCertificate', { Identifier: 'any' })
    await emulator.control.settings({ deniedActions: [] })
    expect(error).toMatchObject({ code: 'NoPermission', statusCode: 403 })
    expect(error.accessDeniedDetail).toMatchObject({ AuthAction: 'yundun-cert:CreateRevokeClientCertificate' })
  })
})
