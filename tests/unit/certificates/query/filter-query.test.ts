import { describe, expect, it } from 'vitest'
import { splitTyped } from '#lib/certificates/query/filter-query.ts'
import { formatQuery } from '#lib/certificates/query/format.ts'
import { parseQuery } from '#lib/certificates/query/parse.ts'
import { notOf, termOf, topTerms, withoutTerm, withTerm } from '#lib/certificates/query/top-terms.ts'

const cas = [
  { identifier: 'ca-1', name: 'Payments CA' },
  { identifier: 'ca-2', name: 'Twin' },
  { identifier: 'ca-3', name: 'Twin' },
  { identifier: 'ca-4', name: null },
]

function read(text: string) {
  const result = parseQuery(text)
  if (!result.ok) throw new Error(text)
  return result.value
}

describe('splitTyped', () => {
  it.each<[string, object, string]>([
    ['status:revoked foo', { status: ['revoked'] }, 'foo'],
    ['status:revoked status:revoked', { status: ['revoked'] }, ''],
    ['status:revoked,expired status:revoked', { status: ['revoked'] }, ''],
    ['status:revoked status:revoked,expired', { status: ['revoked'] }, ''],
    ['status:revoked status:expired', { status: ['revoked'] }, 'status:expired'],
    // What expires soon is valid: no choice of words says so.
    ['status:valid status:expiring', { status: ['valid'] }, 'status:expiring'],
    ['foo   -type:server', {}, 'foo   -type:server'],
    ['type:server a "b"', { type: ['server'] }, 'a "b"'],
    ['a type:server b', { type: ['server'] }, 'a "b"'],
    ['status:revoked OR type:server', {}, 'status:revoked OR type:server'],
    ['(status:revoked type:server)', { status: ['revoked'], type: ['server'] }, ''],
    ['algorithm:RSA_2048,ECC', { algorithm: ['RSA_2048', 'ECC'] }, ''],
    ['ca:"payments ca"', { ca: ['ca-1'] }, ''],
    ['ca:twin', { ca: ['ca-2', 'ca-3'] }, ''],
    ['ca:ca-4,ca-1', { ca: ['ca-4', 'ca-1'] }, ''],
    ['ca:Payments', {}, 'ca:Payments'],
    ['expires<2027-01-01', { expiresBefore: '2027-01-01' }, ''],
    ['expires:2026-12', { expiresAfter: '2026-12-01', expiresBefore: '2027-01-01' }, ''],
    ['expires:2026-12 expires<2026-12-15', { expiresAfter: '2026-12-01', expiresBefore: '2026-12-15' }, ''],
    ['expires>=2026-12-01T10:00Z', { expiresAfter: '2026-12-01T10:00:00.000Z' }, ''],
    ['expires<30d', { expiresWithin: 30 }, ''],
    ['expires:now..2w', { expiresWithin: 14 }, ''],
    ['expires<30d expires<7d', { expiresWithin: 7 }, ''],
    ['expires<30d expires<2027-01-01', { expiresWithin: 30, expiresBefore: '2027-01-01' }, ''],
    ['expires<36h', {}, 'expires<36h'],
    ['expires>30d', {}, 'expires>30d'],
    ['expires<-30d', {}, 'expires<-30d'],
    ['-expires<30d', {}, '-expires<30d'],
    ['expires>9999', {}, 'expires>9999'],
    ['issued<2026-01-01', {}, 'issued<2026-01-01'],
    ['revoked<2026-01-01 status:revoked', { status: ['revoked'] }, 'revoked<2026-01-01'],
  ])('parts %j', (typed, filter, rest) => {
    expect(splitTyped(typed, { cas })).toEqual({ ok: true, value: { filter, rest } })
  })

  it('narrows what is held and loosens nothing', () => {
    const held = { status: ['revoked' as const, 'expired' as const], expiresBefore: '2027-01-01' }
    expect(splitTyped('status:revoked expires<2028', { held })).toEqual({
      ok: true,
      value: { filter: { status: ['revoked'], expiresBefore: '2027-01-01' }, rest: '' },
    })
    expect(splitTyped('status:valid', { held })).toEqual({ ok: true, value: { filter: held, rest: 'status:valid' } })
    expect(splitTyped('expires<2026', { held: { expiresBefore: 'soon' } })).toEqual({
      ok: true,
      value: { filter: { expiresBefore: 'soon' }, rest: 'expires<2026' },
    })
  })

  it('says what cannot be read', () => {
    expect(splitTyped('statsu:revoked')).toMatchObject({ ok: false, error: { code: 'unknown_field' } })
  })
})

describe('terms', () => {
  it('are added once and taken away by their place', () => {
    const node = read('a -type:server (b OR c)')
    const not = notOf(termOf({ field: 'type', values: ['server'] }))
    expect(withTerm(node, not)).toBe(node)
    expect(formatQuery(withTerm(node, termOf({ field: 'crl', is: 'none' })))).toBe('a -type:server (b OR c) crl:none')
    expect(topTerms(node)).toHaveLength(3)
    expect(formatQuery(withoutTerm(node, 1))).toBe('a (b OR c)')
    expect(formatQuery(withoutTerm(read('a OR b'), 0))).toBe('')
    expect(formatQuery(withTerm(read('a OR b'), not))).toBe('(a OR b) -type:server')
    expect(formatQuery(withTerm(null, not))).toBe('-type:server')
  })
})
