import { BitString, fromBER, GeneralizedTime, Integer, ObjectIdentifier, OctetString, UTCTime } from 'asn1js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  bitString,
  boolean,
  generalizedTime,
  integer,
  integerFromHex,
  namedBits,
  objectIdentifier,
  octetString,
  time,
} from '#lib/pki/der.ts'

/** asn1js is the second implementation here: what is written must be read as the same value. */
function read(der: Uint8Array): unknown {
  const { offset, result } = fromBER(new Uint8Array(der))
  expect(offset).toBe(der.length)
  return result
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

function readAs<T>(kind: abstract new (...parameters: never[]) => T, der: Uint8Array): T {
  const value = read(der)
  if (!(value instanceof kind)) throw new TypeError(`read as something else: ${String(value)}`)
  return value
}

describe('lengths', () => {
  it.each([
    [0, '0400'],
    [127, '047f'],
    [128, '048180'],
    [255, '0481ff'],
    [256, '04820100'],
    [65_536, '0483010000'],
  ])('of %i bytes take the shortest form', (size, header) => {
    const der = octetString(new Uint8Array(size).fill(7))
    expect(hex(der.subarray(0, der.length - size))).toBe(header)
    expect(readAs(OctetString, der).valueBlock.valueHexView).toHaveLength(size)
  })
})

describe('INTEGER', () => {
  it.each([
    [0, '020100'],
    [127, '02017f'],
    [128, '02020080'],
    [256, '02020100'],
  ])('%i is %s', (value, expected) => {
    expect(hex(integer(value))).toBe(expected)
  })

  it('keeps any hex number positive and as short as can be', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 160n }), (value) => {
        const der = integerFromHex(value.toString(16))
        expect(readAs(Integer, der).toBigInt()).toBe(value)
      }),
    )
  })

  it('refuses what is not a number', () => {
    expect(() => integerFromHex('')).toThrow(TypeError)
    expect(() => integerFromHex('0x1')).toThrow(TypeError)
    expect(() => integer(-1)).toThrow(RangeError)
    expect(() => integer(1.5)).toThrow(RangeError)
  })
})

describe('OBJECT IDENTIFIER', () => {
  it.each(['2.5.29.15', '1.2.840.113549.1.1.11', '1.3.6.1.5.5.7.48.1.2', '1.2.840.10045.4.3.2'])('%s', (dotted) => {
    expect(readAs(ObjectIdentifier, objectIdentifier(dotted)).getValue()).toBe(dotted)
  })
})

describe('BIT STRING', () => {
  it('drops the unused bits of named ones', () => {
    expect(hex(namedBits(0))).toBe('03020780')
    expect(hex(namedBits(0, 2))).toBe('030205a0')
    expect(hex(namedBits(5, 6))).toBe('03020106')
    expect(hex(namedBits(8))).toBe('0303070080')
  })

  it('leaves other bits alone', () => {
    const { valueBlock } = readAs(BitString, bitString(Uint8Array.of(1, 2, 0)))
    expect([...valueBlock.valueHexView]).toEqual([1, 2, 0])
    expect(valueBlock.unusedBits).toBe(0)
  })
})

describe('BOOLEAN', () => {
  it('is all ones or all zeros', () => {
    expect(hex(boolean(true))).toBe('0101ff')
    expect(hex(boolean(false))).toBe('010100')
  })
})

describe('times', () => {
  it('is UTCTime to the end of 2049 and GeneralizedTime from 2050', () => {
    expect(
      readAs(UTCTime, time(Date.UTC(2049, 11, 31, 23, 59, 59)))
        .toDate()
        .toISOString(),
    ).toBe('2049-12-31T23:59:59.000Z')
    expect(
      readAs(GeneralizedTime, time(Date.UTC(2050, 0, 1)))
        .toDate()
        .toISOString(),
    ).toBe('2050-01-01T00:00:00.000Z')
  })

  it('cuts fractions of a second', () => {
    expect(Buffer.from(generalizedTime(Date.UTC(2026, 1, 3, 4, 5, 6, 999))).toString('latin1', 2)).toBe(
      '20260203040506Z',
    )
  })
})
