import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  changed,
  cleared,
  conditionsIn,
  countingFilter,
  filterIn,
  listHref,
  sortingBy,
  toggled,
  without,
} from '#components/certificates/list/address.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { certificateListOptions } from '#lib/certificates/queries.ts'

const filterOf = (query: string) => filterIn(new URLSearchParams(query))

describe('the address of a list', () => {
  it('is read back to the same filter, whatever was searched for', () => {
    const filter = fc.record<CertificateFilter>(
      {
        q: fc.string({ minLength: 1 }),
        status: fc.constantFrom(['valid'], ['deleted', 'expiring']),
        type: fc.constantFrom(['client'], ['client', 'server']),
        ca: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }).map((list) => list.sort()),
        expiresAfter: fc.constant('2026-11-24'),
        expiresBefore: fc.constant('2027-01-01'),
        expiresWithin: fc.constant(30),
        sort: fc.constantFrom('-common_name', 'not_after'),
        cursor: fc.constant('bm90aGluZw'),
        limit: fc.constant(20),
        columns: fc.constantFrom('name.serial-140', 'name-300.sha256'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(filter, (given) => {
        expect(filterOf(listHref(given).replace(/^[^?]*\??/, ''))).toEqual(given)
      }),
    )
  })

  it('drops words that the list does not know; the server names them', () => {
    expect(filterOf('status=nonsense&type=ca&sort=colour&limit=many&expires_within=soon')).toEqual({})
    expect(filterOf('status=nonsense&status=valid')).toEqual({ status: ['valid'] })
    expect(filterOf('columns=nonsense')).toEqual({})
  })
})

describe('the columns in an address', () => {
  it('are carried to every other list, and are no part of what is asked for', () => {
    const shown = filterOf('status=valid&columns=serial-140.sha256')
    expect(listHref(changed(shown, { type: ['client'] }))).toContain('columns=name.serial-140.sha256')
    expect(listHref(cleared(shown))).toBe('/certificates?columns=name.serial-140.sha256')
    expect(certificateListOptions(shown).queryKey).toEqual(certificateListOptions({ status: ['valid'] }).queryKey)
  })
})

describe('changing the list', () => {
  it('begins at the first page of the new one and keeps order and page size', () => {
    const shown = filterOf('q=pay&status=valid&sort=-not_after&limit=20&cursor=abc')
    expect(changed(shown, { type: ['client'] })).toEqual({
      q: 'pay',
      status: ['valid'],
      type: ['client'],
      sort: '-not_after',
      limit: 20,
    })
    expect(without(shown, 'q')).toEqual({ status: ['valid'], sort: '-not_after', limit: 20 })
    expect(cleared(shown)).toEqual({ sort: '-not_after', limit: 20 })
  })

  it('turns an alternative on and off; the last one takes the condition away', () => {
    expect(toggled(undefined, 'valid')).toEqual(['valid'])
    expect(toggled(['valid', 'expired'], 'valid')).toEqual(['expired'])
    expect(changed({ status: ['valid'] }, { status: toggled(['valid' as const], 'valid') })).toEqual({})
  })

  it('names every condition, and none for order and place', () => {
    expect(conditionsIn(filterOf('q=a&ca=x&expires_before=2027-01-01&sort=serial&limit=5'))).toEqual([
      'q',
      'ca',
      'expiresBefore',
    ])
  })

  it('asks for the same counts on every page and in every order', () => {
    const first = countingFilter(filterOf('status=valid'))
    expect(countingFilter(filterOf('status=valid&sort=-serial&cursor=abc&limit=50&columns=serial'))).toEqual(first)
    expect(countingFilter(filterOf('status=expired'))).not.toEqual(first)
  })
})

describe('sorting', () => {
  it('goes up first, then down, and says which it is', () => {
    expect(sortingBy({}, 'common_name')).toEqual({ sorting: 'ascending', href: '/certificates?sort=-common_name' })
    expect(sortingBy({}, 'not_after')).toEqual({ sorting: 'none', href: '/certificates?sort=not_after' })
    expect(sortingBy({ sort: '-not_after', cursor: 'abc' }, 'not_after')).toEqual({
      sorting: 'descending',
      href: '/certificates?sort=not_after',
    })
    expect(sortingBy({ sort: '-common_name' }, 'common_name').href).toBe('/certificates')
  })
})
