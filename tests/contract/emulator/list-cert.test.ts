import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emulatorUnderTest, type EmulatorUnderTest } from './support/emulator-under-test.ts'

// ListCert by the vendor's own client: names and types as documented, both ways of paging, every filter.

type Row = Record<string, unknown> & { Identifier: string; Status: string; CertificateType: string }
type Answer = Record<string, unknown> & { List: Row[]; NextToken?: string; TotalCount: number }

const COUNT = 90
const SECOND = 1000
let now = Math.floor(Date.now() / SECOND) * SECOND
let emulator: EmulatorUnderTest
beforeAll(async () => {
  emulator = await emulatorUnderTest({ certificates: COUNT, clock: { now: () => now } })
})
afterAll(() => emulator.remove())

async function list(query: Record<string, unknown> = {}): Promise<Answer> {
  return (await emulator.client.body('ListCert', query)) as Answer
}

const identifiersOf = (answer: Answer): string[] => answer.List.map(({ Identifier }) => Identifier)
const asText = (at: number): string => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

async function walked(query: Record<string, unknown>): Promise<string[]> {
  const found: string[] = []
  for (let NextToken: string | undefined; ;) {
    const answer = await list({ ...query, ...(NextToken === undefined ? {} : { NextToken }) })
    found.push(...identifiersOf(answer))
    NextToken = answer.NextToken
    if (NextToken === undefined || NextToken === '') return found
  }
}

describe('ListCert', () => {
  it('answers with the documented members, 50 rows where nothing else is asked, and signs nothing', async () => {
    const answer = await list()
    expect(answer).toMatchObject({
      CurrentPage: 1,
      ShowSize: 50,
      MaxResults: 50,
      PageCount: Math.ceil(COUNT / 50),
      TotalCount: COUNT,
    })
    expect(answer.NextToken).toMatch(/^[\w-]+$/)
    expect(answer.List).toHaveLength(50)
    const [row] = answer.List
    const { Certificate } = await emulator.client.body('DescribeClientCertificate', { Identifier: row?.Identifier })
    const described = Certificate as Record<string, unknown>
    expect(row).toEqual({
      Id: described['Id'],
      Identifier: described['Identifier'],
      CommonName: described['CommonName'],
      SubjectDn: described['SubjectDN'],
      SerialNumber: described['SerialNumber'],
      Status: described['Status'],
      CertificateType: described['CertificateType'],
      Algorithm: described['Algorithm'],
      ...(described['AliasName'] === undefined ? {} : { AliasName: described['AliasName'] }),
      Organization: described['Organization'],
      OrganizationUnit: described['OrganizationUnit'],
      BeforeDate: asText(Number(described['BeforeDate'])),
      AfterDate: asText(Number(described['AfterDate'])),
      BeforeTime: described['BeforeDate'],
      AfterTime: described['AfterDate'],
      Extra: '{}',
      KeyExportable: false,
      Tags: [],
    })
  })

  it('finds each certificate once by page number, and once by token, in the same order', async () => {
    const all: string[] = []
    for (let CurrentPage = 1; CurrentPage <= 13; CurrentPage += 1) {
      all.push(...identifiersOf(await list({ CurrentPage, ShowSize: 7 })))
    }
    expect(new Set(all).size).toBe(COUNT)
    expect(all).toHaveLength(COUNT)
    expect(identifiersOf(await list({ CurrentPage: 14, ShowSize: 7 }))).toEqual([])
    expect(await walked({ MaxResults: 7 })).toEqual(all)
    const end = await list({ CurrentPage: 13, ShowSize: 7 })
    expect(end.NextToken).toBeUndefined()
  })

  it('gives 100 rows to whoever asks for more, by either way of paging, and says so', async () => {
    expect(await list({ ShowSize: 5000 })).toMatchObject({ ShowSize: 100, MaxResults: 100 })
    const byToken = await list({ MaxResults: 5000 })
    expect(byToken).toMatchObject({ ShowSize: 100, MaxResults: 100 })
    expect(byToken.List).toHaveLength(COUNT)
  })

  it('goes on by token where it was, whatever is issued and deleted meanwhile', async () => {
    const first = await list({ MaxResults: 30 })
    const rest = identifiersOf(await list({ MaxResults: 100 })).slice(30)
    const [added = ''] = await emulator.control.add({ count: 1, status: 'REVOKE' })
    const second = await list({ MaxResults: 30, NextToken: first.NextToken })
    expect(identifiersOf(second)).toEqual(rest.slice(0, 30))
    await emulator.client.call('DeleteClientCertificate', { Identifier: added })
    expect(identifiersOf(await list({ MaxResults: 30, NextToken: second.NextToken }))).toEqual(rest.slice(30))
  })

  it('narrows by status, type, CA and instance, and counts what it narrows to', async () => {
    const { CertificateList } = await emulator.client.body('ListClientCertificate', { ShowSize: 100 })
    const rows = CertificateList as (Row & { ParentIdentifier: string })[]
    const matching = (matches: (row: (typeof rows)[number]) => boolean) =>
      rows.filter(matches).map(({ Identifier }) => Identifier)
    const ca = rows[0]?.ParentIdentifier ?? ''
    const cases: [Record<string, unknown>, string[]][] = [
      [{ Status: 'REVOKE' }, matching((row) => row.Status === 'REVOKE')],
      [
        { Status: 'ISSUE', Type: 'SERVER' },
        matching((row) => row.Status === 'ISSUE' && row.CertificateType === 'SERVER'),
      ],
      [{ Type: 'CLIENT' }, matching((row) => row.CertificateType === 'CLIENT')],
      [{ Type: 'END_ENTITY' }, matching(() => true)],
      [{ ParentIdentifier: ca }, matching((row) => row.ParentIdentifier === ca)],
      [{ InstanceUuid: ca, Status: 'ISSUE' }, matching((row) => row.ParentIdentifier === ca && row.Status === 'ISSUE')],
      [{ ParentIdentifier: 'nobody' }, []],
      [{ ParentIdentifier: ca, InstanceUuid: 'nobody' }, []],
    ]
    for (const [query, wanted] of cases) {
      const answer = await list({ ...query, ShowSize: 100 })
      expect(identifiersOf(answer), JSON.stringify(query)).toEqual(wanted)
      expect(answer.TotalCount).toBe(wanted.length)
      expect(await walked({ ...query, MaxResults: 9 })).toEqual(wanted)
    }
    expect(matching((row) => row.Status === 'REVOKE').length).toBeGreaterThan(0)
  })

  it('tells what was issued or revoked since, and what had been before', async () => {
    now += 60 * SECOND
    const since = asText(now)
    const [issued = '', other = ''] = await emulator.control.add({ count: 2 })
    now += 60 * SECOND
    await emulator.client.call('CreateRevokeClientCertificate', { Identifier: issued })
    expect(identifiersOf(await list({ AfterDate: since }))).toEqual([issued, other])
    expect(identifiersOf(await list({ AfterDate: since, Status: 'ISSUE' }))).toEqual([other])
    expect(await walked({ AfterDate: since, MaxResults: 1 })).toEqual([issued, other])
    expect(identifiersOf(await list({ AfterDate: since, CurrentPage: 2, ShowSize: 1 }))).toEqual([other])
    expect(identifiersOf(await list({ AfterDate: asText(now) }))).toEqual([issued])
    const before = await list({ BeforeDate: since, ShowSize: 100 })
    expect(before.TotalCount).toBe(COUNT)
    const both = await list({ AfterDate: since, BeforeDate: asText(now) })
    expect(identifiersOf(both)).toEqual([other])
    expect(both.NextToken).toBeUndefined()
    expect((await list({ AfterDate: '2999-01-01' })).List).toEqual([])
  })

  it('shows a record that is still being issued, unless a status is asked for', async () => {
    const [pending = ''] = await emulator.control.add({ count: 1, status: 'PENDING' })
    expect((await list()).List.find(({ Identifier }) => Identifier === pending)).toMatchObject({ Status: 'PENDING' })
    expect(await walked({ Status: 'ISSUE', MaxResults: 100 })).not.toContain(pending)
  })
})

describe('ListCert is refused', () => {
  it.each([
    ['a Status of another world', { Status: 'issued' }, 'InvalidStatus'],
    ['PENDING, which the documentation does not name', { Status: 'PENDING' }, 'InvalidStatus'],
    ['a Type of another world', { Type: 'LEAF' }, 'InvalidType'],
    ['a date that is none', { AfterDate: '2025-02-31' }, 'InvalidAfterDate'],
    ['a date in ISO form', { BeforeDate: '2025-02-01T00:00:00Z' }, 'InvalidBeforeDate'],
    ['a time that is none', { BeforeDate: '2025-02-01 24:00:01' }, 'InvalidBeforeDate'],
    ['ShowSize 0', { ShowSize: 0 }, 'InvalidShowSize'],
    ['MaxResults -1', { MaxResults: -1 }, 'InvalidMaxResults'],
    ['CurrentPage in words', { CurrentPage: 'two' }, 'InvalidCurrentPage'],
    ['a ParentIdentifier that is none', { ParentIdentifier: 'a b' }, 'InvalidParentIdentifier'],
    ['a token that is none', { NextToken: 'zzzz' }, 'InvalidNextToken'],
    ['a parameter of the other list', { Identifier: 'a' }, 'UnknownParameter'],
    ['a Status given as a list', { 'Status.1.Key': 'ISSUE' }, 'InvalidStatus'],
    ['a list that it does not have', { 'Tags.1.Key': 'a' }, 'UnknownParameter'],
  ])('for %s', async (_, query, code) => {
    expect(await emulator.client.refusal('ListCert', query)).toMatchObject({
      name: 'ClientError',
      code,
      statusCode: 400,
    })
  })

  it('for the token of another filter, and for a token with a page', async () => {
    const { NextToken } = await list({ Status: 'ISSUE', MaxResults: 5 })
    for (const query of [
      { NextToken },
      { NextToken, Status: 'REVOKE' },
      { NextToken, Status: 'ISSUE', CurrentPage: 2 },
    ]) {
      expect(await emulator.client.refusal('ListCert', query)).toMatchObject({ code: 'InvalidNextToken' })
    }
  })
})
