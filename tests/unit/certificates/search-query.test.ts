import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { understandSearch, type SearchTerm } from '#lib/certificates/search-query.ts'
import { searchText } from '#lib/certificates/search-text.ts'

function termsOf(raw: string): SearchTerm[] {
  const query = understandSearch(raw)
  return query.kind === 'terms' ? query.terms : []
}
const serialOf = (raw: string) => termsOf(raw).find((term) => term.field === 'serial')

/** Any code points at all, lone surrogates among them. */
function anyText(maxLength: number): fc.Arbitrary<string> {
  const codePoint = fc.oneof(fc.integer({ min: 0, max: 0x2ff }), fc.integer({ min: 0, max: 0x10ffff }))
  return fc.array(codePoint, { maxLength }).map((codePoints) => String.fromCodePoint(...codePoints))
}

describe('understandSearch', () => {
  it.each([
    '9c41ad88ab3a7f0912',
    '9C:41:AD:88:AB:3A:7F:09:12',
    '9c 41 ad 88 ab 3a 7f 09 12',
    '0x9C41AD88AB3A7F0912',
    '00:9C:41:AD:88:AB:3A:7F:09:12',
    'serial=9C41AD88AB3A7F0912',
    'Serial Number: 9c:41:ad:88:ab:3a:7f:09:12',
    '  9c-41-ad-88-ab-3a-7f-09-12\n',
    '９Ｃ41ad88ab3a7f0912',
  ])('reads %j as a serial', (raw) => {
    expect(serialOf(raw)).toEqual({ field: 'serial', hex: '9c41ad88ab3a7f0912', at: 'anywhere' })
  })

  it('reads any way of writing any serial', () => {
    const hex = fc.stringMatching(/^[1-9a-f][0-9a-f]{15,39}$/)
    const separator = fc.constantFrom('', ':', ' ', '-')
    fc.assert(
      fc.property(hex, separator, fc.boolean(), fc.constantFrom('', '0x', '00'), (digits, between, isUpper, prefix) => {
        const written = `${prefix}${(digits.match(/.{1,2}/g) ?? []).join(between)}`
        expect(serialOf(isUpper ? written.toUpperCase() : written)).toEqual({
          field: 'serial',
          hex: digits,
          at: 'anywhere',
        })
      }),
    )
  })

  it('looks for a short hex word at the ends of serials only, beside looking for it in names', () => {
    expect(termsOf('dead')).toEqual([
      { field: 'serial', hex: 'dead', at: 'ends' },
      { field: 'text', text: 'dead' },
    ])
    expect(serialOf('abc')).toBeUndefined()
  })

  it('reads a SHA-256 fingerprint as such', () => {
    const digits = 'ab'.repeat(32)
    const written = `SHA256 Fingerprint=${(digits.match(/../g) ?? []).join(':').toUpperCase()}`
    expect(termsOf(written)).toContainEqual({ field: 'sha256', hex: digits, isWhole: true })
    expect(termsOf(digits.slice(0, 20))).toContainEqual({ field: 'sha256', hex: digits.slice(0, 20), isWhole: false })
  })

  it('reads an Identifier as typed and in lower case', () => {
    expect(termsOf(' 1EF539A8-1e1f-6b88-8c11-21cf01a203e9 ')).toContainEqual({
      field: 'identifier',
      values: ['1EF539A8-1e1f-6b88-8c11-21cf01a203e9', '1ef539a8-1e1f-6b88-8c11-21cf01a203e9'],
    })
  })

  it('reads a PEM as the certificate in it', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nMIIB\nAAAA\n-----END CERTIFICATE-----'
    expect(understandSearch(`subject=…\n${pem}\n`)).toEqual({ kind: 'pem', base64: ['MIIBAAAA'] })
  })

  it('wants two characters, or one that is not ASCII', () => {
    expect(understandSearch('')).toEqual({ kind: 'empty' })
    expect(understandSearch(' \u200b\t')).toEqual({ kind: 'empty' })
    expect(understandSearch('a')).toEqual({ kind: 'too_short', minLength: 2 })
    expect(termsOf('王')).toEqual([{ field: 'text', text: '王' }])
    expect(termsOf('ab')).toEqual([{ field: 'text', text: 'ab' }])
  })

  it('is total: any text gives terms of a form that every store takes', () => {
    fc.assert(
      fc.property(anyText(400), (raw) => {
        for (const term of termsOf(raw)) {
          if (term.field === 'text') {
            expect(term.text).toBe(searchText(term.text))
            expect(term.text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
          }
          if (term.field === 'serial' || term.field === 'sha256') expect(term.hex).toMatch(/^[0-9a-f]{4,64}$/)
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('searchText', () => {
  it('is the same for what looks the same', () => {
    expect(searchText('ＷｉＦｉ\u00a0 Gateway')).toBe('wifi gateway')
    expect(searchText('billing-\u202egpj.exe\u202c-node')).toBe('billing-gpj.exe-node')
    expect(searchText('a\u200b\u0000b\nc')).toBe('ab c')
  })

  it('is settled after one turn', () => {
    fc.assert(
      fc.property(anyText(100), (text) => {
        expect(searchText(searchText(text))).toBe(searchText(text))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is pasted', () => {
  const pem = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`

  it('may be a whole chain, each certificate once', () => {
    const raw = `${pem('AAAA')}${pem('BBBB\nCCCC')}${pem('AAAA')}`
    expect(understandSearch(raw)).toEqual({ kind: 'pem', base64: ['AAAA', 'BBBBCCCC'] })
  })

  it('may be what openssl prints of it', () => {
    const printed = `Certificate:
    Data:
        Version: 3 (0x2)
        Serial Number:
            00:9c:41:ad:88:ab:3a:7f:09:12
        Signature Algorithm: ecdsa-with-SHA256
SHA256 Fingerprint=${('AB'.repeat(32).match(/../g) ?? []).join(':')}
`
    expect(understandSearch(printed)).toEqual({
      kind: 'printed',
      terms: [
        { field: 'serial', hex: '9c41ad88ab3a7f0912', at: 'whole' },
        { field: 'sha256', hex: 'ab'.repeat(32), isWhole: true },
      ],
    })
    expect(understandSearch('Certificate:\n  Serial Number: 4660 (0x1234)\n')).toEqual({
      kind: 'printed',
      terms: [{ field: 'serial', hex: '1234', at: 'whole' }],
    })
  })

  const fingerprint = (hex: string) => (hex.match(/../g) ?? []).join(':').toUpperCase()
  const short = `serial=9C41AD88
subject=C = CN, O = Acme, CN = probe.example
sha256 Fingerprint=${fingerprint('ab'.repeat(32))}
MD5 Fingerprint=${fingerprint('cd'.repeat(16))}
SHA1 Fingerprint=${fingerprint('ef'.repeat(20))}
`

  it.each([
    ['as it is', short],
    ['with blanks for its line ends', short.replaceAll('\n', ' ')],
    ['without its line ends', short.replaceAll('\n', '')],
  ])('may be serial and fingerprints as openssl prints them, %s', (_, printed) => {
    expect(understandSearch(printed)).toEqual({
      kind: 'printed',
      terms: [
        { field: 'serial', hex: '9c41ad88', at: 'whole' },
        { field: 'sha256', hex: 'ab'.repeat(32), isWhole: true },
        { field: 'md5', hex: 'cd'.repeat(16) },
        { field: 'sha1', hex: 'ef'.repeat(20) },
      ],
    })
  })

  const whole = `Certificate:
    Data:
        Version: 3 (0x2)
        Serial Number:
            00:9c:41:ad:88:ab:3a:7f:09:12
        Signature Algorithm: ecdsa-with-SHA256
        Subject: C = CN, CN = probe.example, serialNumber = 4711
            X509v3 Authority Key Identifier:
                serial:3A:3B
`

  it.each([
    ['blanks for its line ends', whole.replaceAll('\n', ' ')],
    ['none of its line ends', whole.replaceAll('\n', '')],
  ])('may be a whole print with %s', (_, printed) => {
    expect(understandSearch(printed)).toEqual({
      kind: 'printed',
      terms: [{ field: 'serial', hex: '9c41ad88ab3a7f0912', at: 'whole' }],
    })
  })

  it.each([
    'subject=C = CN, O = Acme, CN = probe.example',
    'subject=CN=probe.example,O=Acme',
    'C = CN, CN = probe.example, O = Acme',
    'CN = probe.example',
  ])('may be a subject as tools print it, whose common name is looked for: %s', (raw) => {
    expect(termsOf(raw)).toEqual([{ field: 'text', text: 'probe.example' }])
  })

  it('leaves names that only look like it', () => {
    expect(termsOf('cn=probe.example')).toEqual([{ field: 'text', text: 'cn=probe.example' }])
    expect(termsOf('a = b')).toEqual([{ field: 'text', text: 'a = b' }])
  })

  it('may be a RequestId, which may be an Identifier too', () => {
    const requestId = '0F1A2B3C-4D5E-6F70-8192-A3B4C5D6E7F8'
    expect(termsOf(requestId.toLowerCase())).toContainEqual({
      field: 'request',
      values: [requestId.toLowerCase(), requestId],
    })
    expect(termsOf(requestId)).toContainEqual({ field: 'identifier', values: [requestId, requestId.toLowerCase()] })
  })

  it('may be an MD5 fingerprint', () => {
    const hex = 'd41d8cd98f00b204e9800998ecf8427e'
    expect(termsOf(`MD5 Fingerprint=${hex}`)).toContainEqual({ field: 'md5', hex })
    expect(termsOf(hex.slice(1)).some(({ field }) => field === 'md5')).toBe(false)
  })

  it.each(['SHA1 Fingerprint=', 'sha-1 fingerprint: ', 'SHA1:', ''])(
    'may be a SHA-1 fingerprint, or a serial of twenty octets, behind %j',
    (label) => {
      const hex = 'da39a3ee5e6b4b0d3255bfef95601890afd80709'
      const written = `${label}${(hex.toUpperCase().match(/../g) ?? []).join(':')}`
      expect(termsOf(written)).toContainEqual({ field: 'sha1', hex })
      expect(termsOf(written)).toContainEqual({ field: 'serial', hex, at: 'anywhere' })
    },
  )

  it('may be a whole serial as a number', () => {
    const largest = BigInt(`0x7f${'ff'.repeat(19)}`)
    for (const text of [String(largest), `serial: ${String(largest)}`, `Serial Number ${String(largest)}`]) {
      expect(termsOf(text)).toContainEqual({ field: 'serial', hex: largest.toString(16), at: 'whole' })
    }
    expect(termsOf('4660')).toContainEqual({ field: 'serial', hex: '1234', at: 'whole' })
    for (const text of ['123', '0x123456', '12 34 56', '12:34:56', '1'.repeat(50)]) {
      expect(termsOf(text).filter((term) => term.field === 'serial' && term.at === 'whole')).toEqual([])
    }
  })
})
