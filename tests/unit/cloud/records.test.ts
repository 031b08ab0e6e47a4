import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readAuthority } from '#lib/cloud/server/records/authority-record.ts'
import { readCertificateRow, readCertificateTarget } from '#lib/cloud/server/records/certificate-record.ts'
import { sansField } from '#lib/cloud/server/records/subject-alternative-names.ts'
import { timeField } from '#lib/cloud/server/records/times.ts'

const plain = {
  Identifier: '1ef539a8-1e1f-6b88-8c11-21cf01a203e9',
  SerialNumber: '0a0b',
  Status: 'ISSUE',
  CertificateType: 'CLIENT',
  KeySize: 256,
  BeforeDate: 1_700_000_000_000,
  AfterDate: 1_800_000_000_000,
}

describe('times', () => {
  it.each<[received: unknown, time: number | null]>([
    [1_634_283_958_000, 1_634_283_958_000],
    ['1634283958000', 1_634_283_958_000],
    // Seconds, as the requests take them: RevokeTime's unit is not documented.
    [1_634_283_958, 1_634_283_958_000],
    ['2021-10-28T16:15Z', Date.UTC(2021, 9, 28, 16, 15)],
    ['2021-10-28T16:15:30Z', Date.UTC(2021, 9, 28, 16, 15, 30)],
    ['2021-10-28T16:15:30.250+08:00', Date.UTC(2021, 9, 28, 8, 15, 30, 250)],
    ['2024-05-13 12:59:45', Date.UTC(2024, 4, 13, 12, 59, 45)],
    ['2025-09-04', Date.UTC(2025, 8, 4)],
    ['9999-12-31T23:59:59Z', 253_402_300_799_000],
    [0, null],
    ['0', null],
    ['', null],
    [null, null],
    [undefined, null],
  ])('reads %j', (received, time) => {
    expect(timeField.parse(received)).toBe(time)
  })

  it.each([-5, Number.NaN, Infinity, 1.5, 1e18, 'tomorrow', '28/10/2021', '2021-13-40T00:00Z', true, {}])(
    'refuses %j',
    (received) => {
      expect(timeField.safeParse(received).success).toBe(false)
    },
  )

  it('gives back every minute that a certificate can name', () => {
    const minutes = fc.integer({ min: Date.UTC(1974, 0) / 60_000, max: Date.UTC(9999, 11) / 60_000 })
    fc.assert(
      fc.property(minutes, (minute) => {
        const text = `${new Date(minute * 60_000).toISOString().slice(0, 16)}Z`
        expect(timeField.parse(text)).toBe(minute * 60_000)
        expect(timeField.parse(minute * 60_000)).toBe(minute * 60_000)
        if (minute < Date.UTC(5000, 0) / 60_000) expect(timeField.parse(minute * 60)).toBe(minute * 60_000)
      }),
    )
  })
})

describe('subject alternative names', () => {
  const sansOf = (received: unknown) => sansField.parse(received)

  it("reads the vendor's own sample, which is not JSON", () => {
    expect(sansOf('[{"Type":1,"Value":"a@b.example"},{"Type":7,"Value":"10.0.0.1"},]')).toEqual({
      sans: [
        { type: 'email', value: 'a@b.example' },
        { type: 'ip', value: '10.0.0.1' },
      ],
      isOdd: false,
    })
  })

  it('changes nothing inside a value', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (values) => {
        const text = JSON.stringify(values.map((value) => ({ Type: 2, Value: `,]${value},}` })))
        const withComma = text.replace(/\]$/, values.length > 0 ? ' , ]' : ']')
        expect(sansOf(withComma).sans.map(({ value }) => value)).toEqual(values.map((value) => `,]${value},}`))
      }),
    )
  })

  it('keeps a type that it does not know, and text that it cannot read', () => {
    expect(sansOf('[{"Type":8,"Value":"1.2.3"}]').sans).toEqual([{ type: 'other', value: '1.2.3' }])
    expect(sansOf('a.example, b.example')).toEqual({
      sans: [{ type: 'other', value: 'a.example, b.example' }],
      isOdd: true,
    })
  })

  it.each([null, undefined, '', ' ', '[]'])('%j is none', (received) => {
    expect(sansOf(received)).toEqual({ sans: [], isOdd: false })
  })

  it('is not stopped by a text that never ends its quotation or its commas', () => {
    // A minute and more where each character is looked at once for each character before it.
    for (const part of ['\\"', '"\\', ', ', ',,']) expect(sansOf(`"${part.repeat(300_000)}`).isOdd).toBe(true)
  })
})

describe('a row of the list', () => {
  it('without anything odd', () => {
    const { value, oddities } = readCertificateRow(plain)
    expect(oddities).toEqual([])
    expect(value).toMatchObject({ type: 'client', vendorStatus: 'ISSUE', commonName: '', alias: null, sans: [] })
  })

  it.each<[field: string, received: unknown, kept: Record<string, unknown>]>([
    // The value that permits least: nothing is written on PENDING, and SERVER asks for more.
    ['Status', 'FROZEN', { vendorStatus: 'PENDING' }],
    ['Status', undefined, { vendorStatus: 'PENDING' }],
    ['CertificateType', 'END_ENTITY', { type: 'server' }],
    ['AfterDate', 'never', { notAfter: null }],
    ['KeySize', 'big', { keySize: 0 }],
    ['SerialNumber', 'not hex', { serialNumber: '' }],
    ['CommonName', { a: 1 }, { commonName: '' }],
    ['Sans', 'a.example', { sans: [{ type: 'other', value: 'a.example' }] }],
  ])('with an odd %s (%j) stays in the list, and says so', (field, received, kept) => {
    const { value, oddities } = readCertificateRow({ ...plain, [field]: received })
    expect(value).toMatchObject({ identifier: plain.Identifier, ...kept })
    expect(oddities.map((oddity) => [oddity.identifier, oddity.field])).toEqual([[plain.Identifier, field]])
  })

  it('whatever it holds, is either kept under its identifier or reported', () => {
    const anything = fc.anything({ withNullPrototype: true })
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...Object.keys(plain), 'Sans', 'CommonName'), anything), (row) => {
        const { value, oddities } = readCertificateRow(row)
        if (value) expect(value.identifier).toBe(row['Identifier'])
        else expect(oddities.length).toBeGreaterThan(0)
      }),
    )
  })

  it('that is no record or has no identifier cannot be kept', () => {
    expect(readCertificateRow('text').value).toBeNull()
    expect(readCertificateRow({ ...plain, Identifier: '' })).toMatchObject({
      value: null,
      oddities: [{ identifier: null, field: 'Identifier' }],
    })
  })

  it('takes colons and capitals out of a serial number', () => {
    expect(readCertificateRow({ ...plain, SerialNumber: '0A:0B' }).value?.serialNumber).toBe('0a0b')
  })
})

describe('the certificate that a write is about', () => {
  const target = (record: unknown) => readCertificateTarget(record, plain.Identifier)

  it.each([
    ['Status', 'FROZEN'],
    ['CertificateType', 'END_ENTITY'],
    ['SerialNumber', 'xyz'],
    ['SerialNumber', undefined],
    ['Identifier', 'another'],
  ])('with %s %j is not written on', (field, received) => {
    expect(target({ ...plain, [field]: received }).ok).toBe(false)
  })

  it('may be odd elsewhere', () => {
    expect(target({ ...plain, KeySize: 'big', Sans: '?' }).ok).toBe(true)
  })

  it('may lack a serial number while it is being issued', () => {
    expect(target({ ...plain, Status: 'PENDING', SerialNumber: null }).ok).toBe(true)
  })

  it('has its chain', () => {
    const read = target({ ...plain, CertChain: 'pem pem' })
    expect(read.ok && read.value.chain).toBe('pem pem')
  })
})

describe('an authority', () => {
  it('has its CRL and its counts', () => {
    const crl = {
      CrlStatus: 'ACTIVE',
      CrlUrl: 'http://crl.example/a.crl',
      CrlDay: '7',
      CertIssuedCount: 3,
      CertTotalCount: 10,
    }
    expect(
      readAuthority({ ...plain, CertificateType: 'SUB_ROOT', ParentIdentifier: 'root', ...crl }).value,
    ).toMatchObject({
      type: 'sub',
      parentIdentifier: 'root',
      crlStatus: 'ACTIVE',
      crlUrl: 'http://crl.example/a.crl',
      crlDays: 7,
      issuedCount: 3,
      totalCount: 10,
    })
  })

  it('has none of them in the list', () => {
    const { value, oddities } = readAuthority({ ...plain, CertificateType: 'ROOT' })
    expect(oddities).toEqual([])
    expect(value).toMatchObject({ type: 'root', crlStatus: null, crlUrl: null, crlDays: null, issuedCount: null })
  })

  it.each(['file:///etc/passwd', 'javascript:1', 'nonsense'])('does not point to %s', (CrlUrl) => {
    expect(readAuthority({ ...plain, CertificateType: 'ROOT', CrlUrl }).value?.crlUrl).toBeNull()
  })
})
