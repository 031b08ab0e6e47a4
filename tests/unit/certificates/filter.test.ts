import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { certificateFilterOf, certificateSearchParams, type CertificateFilter } from '#lib/certificates/filter.ts'
import { listInput } from '#lib/certificates/server/list-input.ts'

describe('certificateSearchParams', () => {
  it('leaves out what is the default, and writes equal filters alike', () => {
    expect(certificateSearchParams({ q: '', status: [], sort: 'common_name', facets: false }).toString()).toBe('')
    const one = certificateSearchParams({ status: ['valid', 'expired'], q: '支付', sort: '-not_after' })
    const other = certificateSearchParams({ sort: '-not_after', q: '支付', status: ['expired', 'valid', 'valid'] })
    expect(one.toString()).toBe(other.toString())
  })

  it('is read back to the same filter', () => {
    const filter = fc.record<CertificateFilter>(
      {
        q: fc.string({ minLength: 1 }),
        status: fc
          .uniqueArray(fc.constantFrom('valid', 'expiring', 'deleted'), { minLength: 1 })
          .map((list) => list.sort()),
        type: fc.constantFrom(['client'], ['client', 'server']),
        ca: fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 1 }).map((list) => list.sort()),
        algorithm: fc.constant(['RSA_2048']),
        expiresBefore: fc.constant('2027-01-01'),
        expiresAfter: fc.constant('2026-01-01T00:00:00Z'),
        expiresWithin: fc.integer({ min: 1, max: 400 }),
        sort: fc.constantFrom('-common_name', 'not_after'),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(filter, (given) => {
        const params = new URLSearchParams(certificateSearchParams(given).toString())
        const { expiresWithin: days } = given
        const read = { ...given, ...(days !== undefined && { expiresWithin: String(days) }) }
        expect(certificateFilterOf(params)).toEqual(read)
      }),
    )
  })
})

describe('listInput', () => {
  it('takes what an address holds', () => {
    const params = new URLSearchParams(
      'status=valid&status=expiring&limit=20&expires_before=2027-01-01&expires_within=30&facets=true',
    )
    expect(listInput.parse(certificateFilterOf(params))).toEqual({
      status: ['valid', 'expiring'],
      limit: 20,
      expiresBefore: Date.UTC(2027, 0, 1),
      expiresWithin: 30,
      sort: 'common_name',
      facets: true,
    })
  })

  it.each([
    'status=VALID',
    'type=ca',
    'limit=501',
    'limit=0',
    'limit=ten',
    'sort=validity',
    'sort=--ca',
    'expires_before=soon',
    'expires_within=0',
    'expires_within=1.5',
    'expires_within=365001',
    'expires_within=30d',
    'expires_after=2026-13-01',
    'algorithm=%27%20or%201',
    'ca=%00',
  ])('refuses %s', (query) => {
    expect(listInput.safeParse(certificateFilterOf(new URLSearchParams(query))).success).toBe(false)
  })
})
