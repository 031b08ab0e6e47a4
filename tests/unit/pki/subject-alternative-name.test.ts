import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bytesOfIp, textOfIp } from '#lib/pki/ip-address.ts'
import {
  decodeSubjectAlternativeNames,
  encodeSubjectAlternativeNames,
  parseSubjectAlternativeName,
  type SubjectAlternativeName,
  type SubjectAlternativeNameKind,
} from '#lib/pki/subject-alternative-name.ts'

const address = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  // Runs of zeros, which IPv6 text shortens.
  fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: 16, maxLength: 16 }).map((bytes) => Uint8Array.from(bytes)),
)
const localPart = fc.string({
  unit: fc.constantFrom('a', 'Z', '9', '.', '+', "'", '"', '-', '_', '='),
  minLength: 1,
  maxLength: 64,
})

const anyName: fc.Arbitrary<SubjectAlternativeName> = fc.oneof(
  fc.domain().map((value) => ({ kind: 'dns' as const, value })),
  fc
    .domain()
    .map((value) => ({ kind: 'dns' as const, value: `*.${value}` }))
    .filter(({ value }) => value.length <= 253),
  fc.tuple(localPart, fc.domain()).map(([local, host]) => ({ kind: 'email' as const, value: `${local}@${host}` })),
  fc
    .webUrl({ withQueryParameters: true, withFragments: true, size: 'large' })
    .filter((value) => value.length <= 2048 && URL.canParse(value))
    .map((value) => ({ kind: 'uri' as const, value })),
  address.map((bytes) => ({ kind: 'ip' as const, value: textOfIp(bytes) })),
)

function parsed(kind: SubjectAlternativeNameKind, text: string): string {
  const result = parseSubjectAlternativeName(kind, text)
  return result.ok ? result.value.value : `refused: ${result.error}`
}

describe('subject alternative names', () => {
  it('come back from DER as they went in', () => {
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 1, maxLength: 60 }), (names) => {
        expect(decodeSubjectAlternativeNames(encodeSubjectAlternativeNames(names))).toEqual(names)
      }),
    )
  })

  it('are either refused or fit to be encoded, whatever the text', () => {
    const kind = fc.constantFrom<SubjectAlternativeNameKind>('dns', 'email', 'uri', 'ip')
    fc.assert(
      fc.property(kind, fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' })), (of, text) => {
        const result = parseSubjectAlternativeName(of, text)
        if (!result.ok) return
        expect(decodeSubjectAlternativeNames(encodeSubjectAlternativeNames([result.value]))).toEqual([result.value])
      }),
    )
  })

  it('take the ASCII form that a certificate needs', () => {
    expect(parsed('dns', '支付.example')).toBe('xn--bnq875c.example')
    expect(parsed('email', 'ops@支付.example')).toBe('ops@xn--bnq875c.example')
    expect(parsed('uri', 'https://例子.example/王芳')).toBe('https://xn--fsqu00a.example/%E7%8E%8B%E8%8A%B3')
    expect(parsed('ip', '2001:DB8:0:0::1')).toBe('2001:db8::1')
    expect(parsed('ip', '::ffff:192.0.2.1')).toBe('::ffff:c000:201')
  })

  it('keep the spelling of what is ASCII already', () => {
    expect(parsed('dns', 'Pay.Example.com')).toBe('Pay.Example.com')
    expect(parsed('dns', '*.example.com')).toBe('*.example.com')
    expect(parsed('uri', 'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6')).toBe(
      'urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    )
  })

  it.each<[SubjectAlternativeNameKind, string, string]>([
    ['dns', '', 'empty'],
    ['dns', '192.0.2.1', 'malformed'],
    ['dns', 'a b.example', 'malformed'],
    ['dns', 'a..example', 'malformed'],
    ['dns', 'a.*.example', 'malformed'],
    ['dns', '*', 'malformed'],
    ['dns', 'a.example,b.example', 'malformed'],
    ['dns', `${'a'.repeat(64)}.example`, 'malformed'],
    ['dns', `${'a.'.repeat(130)}example`, 'too_long'],
    ['email', '王芳@example.com', 'not_ascii'],
    ['email', 'nobody', 'malformed'],
    ['email', 'a b@example.com', 'malformed'],
    ['email', 'a@*.example.com', 'malformed'],
    ['email', `${'a'.repeat(65)}@example.com`, 'too_long'],
    ['uri', 'no scheme', 'malformed'],
    ['uri', 'https://a.example/ b', 'malformed'],
    ['uri', `https://a.example/${'b'.repeat(2048)}`, 'too_long'],
    ['ip', '1.2.3', 'malformed'],
    ['ip', '01.2.3.4', 'malformed'],
    ['ip', '1.2.3.4/24', 'malformed'],
    ['ip', 'fe80::1%eth0', 'malformed'],
  ])('refuse %s %j as %s', (kind, text, fault) => {
    expect(parseSubjectAlternativeName(kind, text)).toEqual({ ok: false, error: fault })
    expect(() => encodeSubjectAlternativeNames([{ kind, value: text }])).toThrow(TypeError)
  })
})

describe('IP addresses', () => {
  it('keep their bytes through text', () => {
    fc.assert(
      fc.property(address, (bytes) => {
        expect([...bytesOfIp(textOfIp(bytes))]).toEqual([...bytes])
      }),
    )
  })
})
