import { describe, expect, it } from 'vitest'
import { DerError } from '#lib/certificates/server/der.ts'
import { der, DerCursor } from '#lib/evidence/server/der/der-cursor.ts'
import { readGeneralizedTime, readTime } from '#lib/evidence/server/der/der-time.ts'
import { unarmour } from '#lib/evidence/server/der/pem.ts'

const at = (hex: string): DerCursor => new DerCursor(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const timed = (tag: string, text: string): DerCursor => {
  const content = Buffer.from(text, 'latin1').toString('hex')
  return at(`${tag}${(content.length / 2).toString(16).padStart(2, '0')}${content}`)
}

describe('a cursor over DER', () => {
  it('walks in order and knows when it is done', () => {
    const outer = at('30 06 02 01 05 04 01 aa').enter(der.sequence)
    expect(outer.nextIs(der.integer)).toBe(true)
    expect(outer.content(der.integer)).toEqual(Buffer.of(5))
    expect(outer.isAtEnd).toBe(false)
    expect(() => outer.finish()).toThrow(DerError)
    expect(outer.encoded(der.octetString)).toEqual(Buffer.from('0401aa', 'hex'))
    outer.finish()
    expect(() => outer.enter(der.integer)).toThrow('cut short')
  })

  it.each([
    ['an indefinite length', '30 80 00 00'],
    ['the reserved length', '30 ff 00'],
    ['a length of five bytes', '30 85 00 00 00 00 01 00'],
    ['a long form for a short length', '30 81 01 00'],
    ['a leading zero', '30 82 00 80'],
    ['a length beyond the end', '30 02 00'],
    ['a length that ends in the middle', '30 82 01'],
    ['a length of four gigabytes', '30 84 ff ff ff ff 00'],
    ['no length', '30'],
    ['another tag', '31 00'],
    ['nothing', ''],
  ])('refuses %s', (_name, hex) => {
    expect(() => at(hex).enter(der.sequence)).toThrow(DerError)
    if (hex !== '31 00') expect(() => at(hex).skip()).toThrow(DerError)
  })

  it('never looks beyond the element that it is in', () => {
    const inner = at('30 02 02 01 05').enter(der.sequence)
    expect(() => inner.enter(der.integer)).toThrow('length beyond the end')
    expect(() => at('30 01 02 01 05').enter(der.sequence).skip()).toThrow('cut short')
    expect(() => at('1f 81 00').skip()).toThrow('long tag')
  })

  it.each(['02 00', '02 02 00 01', '02 02 ff 80', '02 02 00 7f'])('refuses the integer %s', (hex) => {
    expect(() => at(hex).integer()).toThrow(DerError)
  })

  it.each(['01 00', '01 01 01', '01 02 ff ff'])('refuses the boolean %s', (hex) => {
    expect(() => at(hex).boolean()).toThrow(DerError)
  })

  it.each(['06 00', '06 02 2a 80', '06 03 2a 80 01', '06 01 80', `06 81 ${'81'.repeat(1)} ${'2a'.repeat(129)}`])(
    'refuses the object identifier %s',
    (hex) => {
      expect(() => at(hex).objectIdentifier()).toThrow(DerError)
    },
  )

  it('reads object identifiers', () => {
    expect(at('06 03 55 1d 14').objectIdentifier()).toBe('2.5.29.20')
    expect(at('06 09 2a 86 48 86 f7 0d 01 01 0b').objectIdentifier()).toBe('1.2.840.113549.1.1.11')
  })

  it.each(['03 00', '03 01 01', '03 02 07 80'])('refuses the bit string %s where whole bytes are meant', (hex) => {
    expect(() => at(hex).wholeBits()).toThrow(DerError)
  })
})

describe('a time', () => {
  it.each([
    ['17', '500101000000Z', Date.UTC(1950, 0, 1)],
    ['17', '491231235959Z', Date.UTC(2049, 11, 31, 23, 59, 59)],
    ['17', '240229120000Z', Date.UTC(2024, 1, 29, 12)],
    ['18', '20500101000000Z', Date.UTC(2050, 0, 1)],
    ['18', '99991231235959Z', Date.UTC(9999, 11, 31, 23, 59, 59)],
    ['18', '20000229000000Z', Date.UTC(2000, 1, 29)],
  ])('of tag %s is read: %s', (tag, text, expected) => {
    expect(readTime(timed(tag, text))).toBe(expected)
  })

  it.each([
    ['17', '2611271200Z'],
    ['17', '261127120000'],
    ['17', '261127120000z'],
    ['17', '261127120000+0800'],
    ['17', '20261127120000Z'],
    ['17', '261327120000Z'],
    ['17', '260027120000Z'],
    ['17', '261100120000Z'],
    ['17', '261131120000Z'],
    ['17', '260229120000Z'],
    ['17', '261127240000Z'],
    ['17', '261127126000Z'],
    ['17', '261127120060Z'],
    ['17', '26112712000 Z'],
    ['17', '-61127120000Z'],
    ['17', '2611271200:0Z'],
    ['18', '261127120000Z'],
    ['18', '20261127120000.5Z'],
    ['18', '20261127120000'],
    ['18', '21000229120000Z'],
    ['18', '00010101000000Z'],
  ])('of tag %s is refused: %s', (tag, text) => {
    expect(() => readTime(timed(tag, text))).toThrow(DerError)
  })

  it('of OCSP has one form only', () => {
    expect(() => readGeneralizedTime(timed('17', '261127120000Z'))).toThrow(DerError)
  })
})

describe('armour', () => {
  const block = '-----BEGIN X-----\nAQID\n-----END X-----'
  it('is taken off', () => {
    expect(unarmour(` \r\n${block}\n\n`, 'X')).toEqual(Buffer.of(1, 2, 3))
    expect(unarmour('-----BEGIN X-----AQ==-----END X-----', 'X')).toEqual(Buffer.of(1))
  })

  it.each([
    block + block,
    `${block}\n${block}`,
    `text\n${block}`,
    `${block}\ntext`,
    block.replace('AQID', 'AQI'),
    block.replace('AQID', ''),
    block.replace('AQID', 'AQ_D'),
    block.replace('AQID', 'A=ID'),
    block.replace('AQID', 'Proc-Type: 4\n\nAQID'),
    block.replace('END X', 'END Y'),
    '-----BEGIN X-----',
    '',
  ])('is refused: %j', (text) => {
    expect(unarmour(text, 'X')).toBeNull()
  })
})
