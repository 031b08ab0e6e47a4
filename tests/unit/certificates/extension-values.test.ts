import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extensionName, extensionValues } from '#lib/certificates/server/extension-values.ts'

// What openssl does not make, and what nobody should: encodings written out by hand.

/** A DER element of `parts` one after the other. */
function der(tag: number, ...parts: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'hex') : part)))
  const size = content.length
  const length = size < 0x80 ? [size] : [0x84, size >>> 24, (size >>> 16) & 0xff, (size >>> 8) & 0xff, size & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), content])
}

const SEQUENCE = 0x30
const text = (words: string) => der(0x0c, Buffer.from(words))
const oid = { sct: '1.3.6.1.4.1.11129.2.4.2', san: '2.5.29.17', keyUsage: '2.5.29.15', constraints: '2.5.29.19' }

/** A list of one timestamp, in the encoding of TLS. */
function timestamps(timestamp: Buffer): Buffer {
  const counted = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
  return der(0x04, counted(counted(timestamp)))
}

const at = Buffer.alloc(8)
at.writeBigUInt64BE(BigInt(Date.UTC(2026, 10, 24, 12)))
const timestamp = Buffer.concat([
  Buffer.from('00', 'hex'),
  Buffer.alloc(32, 0xab),
  at,
  Buffer.from('0000040300020102', 'hex'),
])

describe('extensionValues', () => {
  it.each([
    [
      'SCTs',
      oid.sct,
      timestamps(timestamp),
      [`SCT v1: log ${'ab'.repeat(32)}, 2026-11-24T12:00:00.000Z, sha256 ecdsa`],
    ],
    [
      'an instant behind all dates',
      oid.sct,
      timestamps(Buffer.concat([timestamp.subarray(0, 33), Buffer.alloc(8, 0xff), timestamp.subarray(41)])),
      [`SCT v1: log ${'ab'.repeat(32)}, 18446744073709552000 ms, sha256 ecdsa`],
    ],
    [
      'a key’s own period',
      '2.5.29.16',
      der(SEQUENCE, der(0x80, Buffer.from('20260101000000Z')), der(0x81, Buffer.from('20270101000000Z'))),
      ['notBefore: 2026-01-01T00:00:00Z', 'notAfter: 2027-01-01T00:00:00Z'],
    ],
    ['a CA of Microsoft', '1.3.6.1.4.1.311.21.1', der(0x02, '020003'), ['certificate: 3', 'key: 2']],
    [
      'an account',
      '1.3.6.1.4.1.311.25.2',
      der(SEQUENCE, der(0xa0, der(0x06, '2b060104018237190201'), der(0xa0, der(0x04, Buffer.from('S-1-5-21'))))),
      ['SID: S-1-5-21'],
    ],
    ['what is there or not', '1.3.6.1.4.1.11129.2.4.3', der(0x05), ['present']],
    [
      'qualified statements',
      '1.3.6.1.5.5.7.1.3',
      der(SEQUENCE, der(SEQUENCE, der(0x06, '04008e460101'))),
      ['QcCompliance'],
    ],
    [
      'a party of EDI',
      oid.san,
      der(SEQUENCE, der(0xa5, der(0xa0, text('GS1')), der(0xa1, text('690')))),
      ['ediPartyName: GS1 690'],
    ],
    [
      'a negative length of path',
      oid.constraints,
      der(SEQUENCE, der(0x01, 'ff'), der(0x02, 'ff')),
      ['CA: true', 'pathlen: -1'],
    ],
    [
      'a length of path where there is no CA',
      oid.constraints,
      der(SEQUENCE, der(0x02, '05')),
      ['CA: false', 'pathlen: 5'],
    ],
    [
      'a mask with holes',
      '2.5.29.30',
      der(SEQUENCE, der(0xa1, der(SEQUENCE, der(0x87, '0a000000ff00ff00')))),
      ['excluded IP: 10.0.0.0/255.0.255.0'],
    ],
  ])('reads %s', (_, extension, value, lines) => {
    expect(extensionValues(extension, value)).toEqual(lines)
    expect(extensionName(extension)).not.toBeNull()
  })

  it.each([
    ['a timestamp cut short', oid.sct, timestamps(timestamp.subarray(0, 42))],
    ['a list longer than itself', oid.sct, der(0x04, 'ffff00')],
    ['more named bits than there are names', oid.keyUsage, der(0x03, Buffer.alloc(20, 0xff))],
    ['a length that DER does not allow', oid.keyUsage, Buffer.from('0380030201', 'hex')],
    ['a length of four gigabytes', oid.keyUsage, Buffer.from('0384ffffffff01', 'hex')],
    ['an empty number', '2.5.29.54', der(0x02)],
    ['another type than that', oid.san, der(0x04, '00')],
  ])('gives %s in hex', (_, extension, value) => {
    const hex = value.toString('hex')
    expect(extensionValues(extension, value)).toEqual([
      hex.length > 128 ? `${hex.slice(0, 128)}… (${String(value.length)} bytes)` : hex,
    ])
  })

  it('cuts what is longer than anybody reads, and says so', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => der(0x82, Buffer.from(`n${String(index)}.example`)))
    const many = extensionValues(oid.san, der(SEQUENCE, ...names))
    expect(many).toHaveLength(501)
    expect(many.at(-1)).toBe('… (20000 in all)')
    const [long = ''] = extensionValues(oid.san, der(SEQUENCE, der(0x82, Buffer.alloc(5_000_000, 'a'))))
    expect(long.length).toBeLessThan(2100)
    expect(long).toMatch(/a… \(5000005 characters\)$/)
  })

  it('is not slowed by what is deep, long or many', () => {
    let deep = der(0x05)
    for (let depth = 0; depth < 2_000; depth += 1) deep = der(SEQUENCE, deep)
    const hostile = [
      deep,
      der(0x02, Buffer.alloc(1_000_000, 0x7f)),
      der(SEQUENCE, ...Array.from({ length: 20_000 }, () => der(0x06, '2a'))),
      der(SEQUENCE, der(SEQUENCE, der(0x06, Buffer.alloc(500_000, 0xff)))),
    ]
    const start = performance.now()
    for (const value of hostile) {
      for (const extension of ['2.5.29.17', '2.5.29.31', '2.5.29.32', '2.5.29.36', '2.5.29.37', '2.5.29.54', oid.sct]) {
        expect(extensionValues(extension, value).join('').length).toBeLessThan(1_100_000)
      }
    }
    expect(performance.now() - start).toBeLessThan(5_000)
  })

  it('always answers with text, whatever it is given', () => {
    const known = Array.from({ length: 60 }, (_, index) => `2.5.29.${String(index)}`).concat(
      ['1.1', '1.3', '1.11', '1.24', '48.1.5'].map((end) => `1.3.6.1.5.5.7.${end}`),
      ['20.2', '21.1', '21.7', '21.10', '25.2'].map((end) => `1.3.6.1.4.1.311.${end}`),
      [oid.sct, '2.16.840.1.113730.1.1', '2.16.840.1.113730.1.13'],
    )
    const node: fc.Memo<Buffer> = fc.memo((depth) => {
      const leaf = fc
        .tuple(
          fc.constantFrom(0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x1e, 0x80, 0x82, 0x86, 0x87),
          fc.uint8Array({ maxLength: 12 }),
        )
        .map(([tag, content]) => der(tag, Buffer.from(content)))
      if (depth <= 1) return leaf
      const inner = fc
        .tuple(
          fc.constantFrom(SEQUENCE, 0x31, 0xa0, 0xa1, 0xa2, 0xa4, 0xa5),
          fc.array(node(depth - 1), { maxLength: 4 }),
        )
        .map(([tag, parts]) => der(tag, ...parts))
      return fc.oneof(leaf, inner)
    })
    fc.assert(
      fc.property(fc.constantFrom(...known), node(6), (extension, value) => {
        expect(extensionValues(extension, value).every((line) => typeof line === 'string')).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })
})
