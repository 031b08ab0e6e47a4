import { describe, expect, it } from 'vitest'
import { conditionsOf, operationFilterOf } from '#lib/operations/filter.ts'

const read = (query: string) => operationFilterOf(new URLSearchParams(query))

describe('the filter of an address', () => {
  it('keeps what it knows and leaves out what is empty', () => {
    expect(read('q=+INC-1+&kind=&state=refused&state=unknown&requestedBy=&from=2026-11-24&cursor=abc')).toEqual({
      q: 'INC-1',
      state: ['refused', 'unknown'],
      from: '2026-11-24',
      cursor: 'abc',
    })
  })

  it('takes a repeated value once', () => {
    expect(read('kind=revoke&kind=revoke')).toEqual({ kind: ['revoke'] })
  })

  it('reads several values in one, as a field sends them where no script has run', () => {
    expect(read('state=unknown%2Cneeds_human&kind=')).toEqual({ state: ['unknown', 'needs_human'] })
  })

  it.each(['kind=issue', 'state=done', 'from=yesterday', 'to=2026-13-40'])('does not guess at %s', (query) => {
    expect(read(query)).toBeNull()
  })
})

describe('the conditions of a filter', () => {
  it('come one by one, each with the filter without it, from the first page', () => {
    expect(conditionsOf({ q: 'a', state: ['refused'], cursor: 'c', limit: 50 })).toEqual([
      { field: 'q', values: ['a'], without: { state: ['refused'] } },
      { field: 'state', values: ['refused'], without: { q: 'a' } },
    ])
  })
})
