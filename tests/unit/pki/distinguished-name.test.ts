import fc from 'fast-check'
import { RelativeDistinguishedNames } from 'pkijs'
import { describe, expect, it } from 'vitest'
import {
  decodeDistinguishedName,
  distinguishedNameFault,
  distinguishedNameText,
  encodeDistinguishedName,
  type DistinguishedName,
} from '#lib/pki/distinguished-name.ts'

function throughDer(name: DistinguishedName): Partial<DistinguishedName> {
  return decodeDistinguishedName(RelativeDistinguishedNames.fromBER(new Uint8Array(encodeDistinguishedName(name))))
}

const awkward = fc.constantFrom(
  '王',
  '芳',
  '𠮷',
  '"',
  ',',
  '+',
  ';',
  '<',
  '>',
  '\\',
  '=',
  '#',
  ' ',
  '/',
  "'",
  'é',
  '😀',
  'a',
)
const value = (longest: number): fc.Arbitrary<string> =>
  fc.string({ unit: awkward, minLength: 1, maxLength: longest, size: 'max' })

const anyName: fc.Arbitrary<DistinguishedName> = fc.record(
  {
    country: fc.constantFrom('CN', 'DE', 'SG'),
    organization: value(64),
    organizationUnit: value(64),
    locality: value(128),
    state: value(128),
    commonName: value(64),
  },
  { requiredKeys: ['commonName'] },
)

/** Reads the text form again, by the rules of RFC 4514 and by nothing of the code under test. */
function parseText(text: string): Record<string, string> {
  const parts = text.match(/(?:\\.|[^\\,])+/gsu) ?? []
  return Object.fromEntries(
    parts.map((part) => {
      const equals = part.indexOf('=')
      return [part.slice(0, equals), part.slice(equals + 1).replace(/\\(.)/gsu, '$1')]
    }),
  )
}

describe('a distinguished name', () => {
  it('comes back from DER as it went in, whatever characters it holds', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        expect(distinguishedNameFault(name)).toBeNull()
        expect(throughDer(name)).toEqual(name)
      }),
    )
  })

  it('has an unambiguous text', () => {
    fc.assert(
      fc.property(anyName, (name) => {
        const entries = Object.entries({
          C: name.country,
          O: name.organization,
          OU: name.organizationUnit,
          L: name.locality,
          ST: name.state,
          CN: name.commonName,
        }).filter(([, part]) => part !== undefined)
        expect(parseText(distinguishedNameText(name))).toEqual(Object.fromEntries(entries))
      }),
    )
  })

  it('is written in the order of the CAS API', () => {
    const name = {
      commonName: 'Aliyun',
      state: 'Zhejiang',
      locality: 'Hangzhou',
      organizationUnit: 'Security',
      organization: 'Aliyun',
      country: 'CN',
    }
    expect(distinguishedNameText(name)).toBe('C=CN,O=Aliyun,OU=Security,L=Hangzhou,ST=Zhejiang,CN=Aliyun')
  })

  it('escapes what would read as another attribute, and blanks at both ends', () => {
    expect(distinguishedNameText({ commonName: 'a,O=b' })).toBe('CN=a\\,O=b')
    expect(distinguishedNameText({ commonName: ' a ' })).toBe('CN=\\ a\\ ')
    expect(distinguishedNameText({ commonName: '#1' })).toBe('CN=\\#1')
    expect(distinguishedNameText({ commonName: 'a\\ ' })).toBe('CN=a\\\\\\ ')
  })

  it.each<[DistinguishedName, ReturnType<typeof distinguishedNameFault>]>([
    [{ commonName: '' }, { attribute: 'commonName', fault: 'empty' }],
    [{ commonName: '王'.repeat(65) }, { attribute: 'commonName', fault: 'too_long' }],
    [
      { commonName: 'a', locality: 'x'.repeat(129) },
      { attribute: 'locality', fault: 'too_long' },
    ],
    [
      { commonName: 'a', country: 'China' },
      { attribute: 'country', fault: 'not_a_country_code' },
    ],
    [
      { commonName: 'a', country: 'cn' },
      { attribute: 'country', fault: 'not_a_country_code' },
    ],
    [{ commonName: 'a\0b' }, { attribute: 'commonName', fault: 'forbidden_character' }],
    [{ commonName: 'a\nb' }, { attribute: 'commonName', fault: 'forbidden_character' }],
    [{ commonName: '\ud800' }, { attribute: 'commonName', fault: 'forbidden_character' }],
  ])('is refused: %j', (name, expected) => {
    expect(distinguishedNameFault(name)).toEqual(expected)
    expect(() => encodeDistinguishedName(name)).toThrow(TypeError)
  })

  it('counts characters, not UTF-16 units, against the upper bound', () => {
    expect(distinguishedNameFault({ commonName: '𠮷'.repeat(64) })).toBeNull()
  })
})
