import { describe, expect, it } from 'vitest'
import { cutBeforeLastWords } from '#components/certificates/last-words.ts'
import { axisEnds, axisOf } from '#components/certificates/list/axis.ts'
import { rowInPlaceOf } from '#components/certificates/list/keys.ts'
import { revokeOf } from '#components/certificates/list/revoke-off.ts'
import { nameOf } from '#components/certificates/name-of.ts'

const now = Date.UTC(2026, 10, 24, 12)

describe('revokeOf', () => {
  const can = { mayRevoke: true, heldOff: null }
  it.each([
    ['valid', null, can, 'available'],
    ['expired', null, can, 'available'],
    ['revoked', null, can, 'none'],
    ['deleted', null, can, 'none'],
    ['pending', null, can, 'not_issued'],
    ['pending', 'operation', can, 'pending'],
    ['unknown', 'operation', can, 'unknown'],
    ['valid', null, { mayRevoke: false, heldOff: 'unreachable' }, 'role'],
    ['valid', null, { mayRevoke: true, heldOff: 'unreachable' }, 'unreachable'],
    ['valid', null, { mayRevoke: true, heldOff: 'unwritable' }, 'unwritable'],
    ['revoked', null, { mayRevoke: true, heldOff: 'unwritable' }, 'none'],
  ] as const)('%s, %s', (status, openOperationId, standing, expected) => {
    expect(revokeOf({ status, openOperationId }, standing)).toBe(expected)
  })
})

describe('axisOf', () => {
  it('spans what matches, and now even where everything is past', () => {
    const axis = axisOf({ from: '2020-03-01T00:00:00.000Z', to: '2021-01-01T00:00:00.000Z' }, now)
    expect(axis.from).toBe(Date.UTC(2020, 2, 1))
    expect(axis.to).toBeGreaterThan(now)
    expect(axisEnds(axis)).toEqual(['2020-03', '2026-11'])
  })

  it('has an axis before anything is counted', () => {
    const axis = axisOf(undefined, now)
    expect(axis.from).toBeLessThan(now)
    expect(axis.to).toBeGreaterThan(now)
  })
})

describe('names', () => {
  it('fall back where the common name is empty', () => {
    const sans = [{ type: 'dns' as const, value: 'a.example' }]
    expect(nameOf({ commonName: ' ', identifier: 'id', sans })).toBe('a.example')
    expect(nameOf({ commonName: '', identifier: 'id', sans: [] })).toBe('id')
    expect(nameOf({ commonName: '王芳', identifier: 'id' })).toBe('王芳')
  })

  it.each([
    ['Payments G2', ''],
    ['Ludao Logistics Issuing CA E1', 'Issuing CA E1'],
    ['Ludao Logistics Legacy CA', 'Legacy CA'],
    ['averyverylongnamewithoutblanks', ''],
    ['hidden \u202Ename that is long', ''],
  ])('of CAs keep their last words: %j', (name, kept) => {
    const cut = cutBeforeLastWords(name, 14)
    expect(cut === 0 ? '' : name.slice(cut)).toBe(kept)
  })
})

describe('rowInPlaceOf', () => {
  const rows = (identifiers: string) => identifiers.split('').map((identifier) => ({ identifier }))

  it.each([
    ['its own row, where that is still there', 'abcd', 'b'],
    ['the next row', 'acd', 'c'],
    ['the next one that is left, whatever came in since', 'xady', 'd'],
    ['the one before the last', 'a', 'a'],
    ['none', 'xy', null],
    ['none in an empty list', '', null],
  ])('goes to %s', (_what, left, expected) => {
    expect(rowInPlaceOf('b', rows('abcd'), rows(left))).toBe(expected)
  })
})
