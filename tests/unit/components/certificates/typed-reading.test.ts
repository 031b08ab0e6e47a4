import { describe, expect, it } from 'vitest'
import { repaired } from '#components/certificates/list/repaired.ts'
import {
  conditionsIn,
  entered,
  errorIn,
  excluding,
  including,
  partsOf,
  readingOf,
  together,
  understoodAs,
} from '#components/certificates/list/typed/typed.ts'
import { withoutTyped, wordsApart } from '#components/certificates/list/typed/reading.ts'

const cas = [
  { identifier: 'ca-1', name: 'Payments CA' },
  { identifier: 'ca-2', name: 'Twin' },
  { identifier: 'ca-3', name: 'Twin' },
]

describe('a typed query in the address', () => {
  it('is parted in parameters, conditions and a text', () => {
    const { settled, conditions } = readingOf({ q: 'status:revoked ca:"payments ca" expires<30d -cn:x pay' }, cas)
    expect(settled).toEqual({ status: ['revoked'], ca: ['ca-1'], expiresWithin: 30, q: '-cn:x pay' })
    expect(conditions.map(({ writing }) => writing)).toEqual(['-cn:x'])
    expect(partsOf('expires<30d -cn:x pay')).toEqual({ conditions: 'expires<30d -cn:x', text: 'pay' })
  })

  it('stays as it is typed where it is a text alone', () => {
    expect(partsOf('9c:41:ad:07')).toEqual({ conditions: '', text: '9c:41:ad:07' })
    expect(partsOf('status:')).toEqual({ conditions: '', text: 'status:' })
  })

  it('keeps its page while nothing else is asked for', () => {
    expect(readingOf({ q: 'type:client', cursor: 'next' }, cas).settled).toEqual({ type: ['client'], cursor: 'next' })
  })

  it('holds with what is typed beside it', () => {
    expect(together('-type:server', ' pay ')).toBe('-type:server pay')
    expect(together('-type:server', 'a OR b')).toBe('-type:server (a OR b)')
    expect(together('-type:server', '')).toBe('-type:server')
    expect(together('', 'a  b')).toBe('a  b')
  })

  it('becomes parameters when it is entered, within those that are held', () => {
    const held = { type: ['client' as const], sort: '-not_after' as const }
    expect(entered(held, 'status:revoked,expired pay', [])).toEqual({
      ok: true,
      value: { ...held, status: ['revoked', 'expired'], q: 'pay' },
    })
    expect(entered(held, 'status:', [])).toMatchObject({ ok: false, error: { code: 'missing_value' } })
  })

  it('loses one term at a time', () => {
    const filter = { q: '(a OR cn:b) crl:none "x y" pay' }
    expect(conditionsIn(filter.q).map(({ writing }) => writing)).toEqual(['a OR cn:b', 'crl:none'])
    expect(withoutTyped(filter, 'a OR cn:b')).toEqual({ q: 'crl:none x y "pay"' })
    expect(withoutTyped(filter, 'crl:none').q).not.toContain('crl')
    expect(withoutTyped(filter, 'md5:00')).toBe(filter)
  })

  it('can have the words of its texts apart', () => {
    expect(wordsApart('pay gateway')).toBe('pay "gateway"')
    expect(wordsApart('-type:server pay gateway "x y"')).toBe('-type:server pay "gateway" "x" "y"')
    expect(wordsApart('pay')).toBeNull()
    expect(wordsApart('pay "gateway" crl:none')).toBeNull()
    expect(wordsApart('type:')).toBeNull()
  })

  it('is told by its texts', () => {
    expect(understoodAs('status:revoked 9c41ad07').kind).toBe('terms')
    expect(understoodAs('status:revoked')).toEqual({ kind: 'empty' })
    expect(understoodAs('status:revoked p')).toMatchObject({ kind: 'too_short' })
  })
})

describe('a value of a facet', () => {
  const server = { field: 'type', value: 'server' } as const

  it('is excluded in the text, and no longer', () => {
    const excluded = excluding({ status: ['valid'] }, server, cas)
    expect(excluded).toEqual({ status: ['valid'], q: '-type:server' })
    expect(readingOf(excluded, cas).excluded.type).toEqual(['server'])
    expect(excluding(excluded, server, cas)).toEqual({ status: ['valid'] })
  })

  it('is ticked or excluded, never both', () => {
    expect(excluding({ type: ['server', 'client'] }, server, cas)).toEqual({ type: ['client'], q: '-type:server' })
    expect(including({ q: '-type:server pay' }, server, cas)).toEqual({ type: ['server'], q: 'pay' })
    expect(including({ q: 'type:server pay' }, server, cas)).toEqual({ q: 'pay' })
  })

  it('leaves the others of its term excluded', () => {
    const filter = { q: '-status:revoked,expired' }
    expect(excluding(filter, { field: 'status', value: 'revoked' }, cas)).toEqual({ q: '-status:expired' })
    expect(excluding({ q: '-type:server -type:server,client' }, server, cas)).toEqual({ q: '-type:client' })
  })

  it('is a CA by its name where no other has it', () => {
    expect(excluding({}, { field: 'ca', value: 'ca-1' }, cas).q).toBe('-ca:"Payments CA"')
    expect(excluding({}, { field: 'ca', value: 'ca-2' }, cas).q).toBe('-ca:ca-2')
    expect(readingOf({ q: '-ca:twin' }, cas).excluded.ca).toEqual(['ca-2', 'ca-3'])
  })

  it('that a certificate lacks is ticked, excluded and left open', () => {
    const none = including({ q: 'pay' }, { field: 'crl' }, cas)
    expect(none.q).toBe('pay crl:none')
    expect(readingOf(none, cas).excluded.flags).toEqual({ crl: 'included' })
    const some = excluding(none, { field: 'crl' }, cas)
    expect(some.q).toBe('pay crl:yes')
    expect(readingOf({ q: '-crl:none' }, cas).excluded.flags).toEqual({ crl: 'excluded' })
    expect(excluding({ q: '-crl:none' }, { field: 'crl' }, cas)).toEqual({})
    expect(including(none, { field: 'crl' }, cas)).toEqual({ q: 'pay' })
  })
})

describe('what is repaired', () => {
  it.each([
    ['type:sever pay', 'type:server pay'],
    ['stauts:revoked', 'status:revoked'],
    ['(pay', '(pay)'],
    ['pay OR', 'pay '],
    ['OR pay', 'pay'],
  ])('%s', (text, meant) => {
    const error = errorIn(text)
    expect(error && repaired(text, error.span, error.suggestion ?? '')).toBe(meant)
    expect(errorIn(meant)).toBeNull()
  })
})
