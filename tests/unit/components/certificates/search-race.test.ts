import { describe, expect, it } from 'vitest'
import { wantedAt, type Wanted } from '#components/certificates/list/use-list-address.ts'
import { draftAt, type Draft } from '#components/certificates/list/use-search.ts'

// Whoever types faster than pages are drawn must find in the box what was typed, and below it the rows of that.

describe('the search box', () => {
  const typing: Draft = { asked: '', text: '1deb', conditions: 'crl:none', sent: ['1', '1d'], elsewhere: 0 }

  it('keeps what was typed on when an older search of its own arrives', () => {
    const first = draftAt(typing, '1')
    expect(first).toEqual({ asked: '1', text: '1deb', conditions: 'crl:none', sent: ['1d'], elsewhere: 0 })
    expect(draftAt(first, '1d')).toEqual({ asked: '1d', text: '1deb', conditions: 'crl:none', sent: [], elsewhere: 0 })
    expect(draftAt(typing, '1d')).toEqual({ asked: '1d', text: '1deb', conditions: 'crl:none', sent: [], elsewhere: 0 })
  })

  it('follows an address that came from elsewhere', () => {
    expect(draftAt(typing, 'linked')).toEqual({
      asked: 'linked',
      text: null,
      conditions: '',
      sent: [],
      elsewhere: 1,
    })
    expect(draftAt({ asked: 'a', text: 'a', conditions: '', sent: [], elsewhere: 2 }, '')).toEqual({
      asked: '',
      text: null,
      conditions: '',
      sent: [],
      elsewhere: 3,
    })
  })

  it('is left alone by an address that says the same', () => {
    expect(draftAt(typing, '')).toBe(typing)
  })
})

describe('the list on its way to another address', () => {
  const wanted: Wanted = { filter: { q: '1d' }, since: '', under: ['q=1', 'q=1d'] }

  it('is not shown the addresses between', () => {
    expect(wantedAt(wanted, '')).toBe(wanted)
    expect(wantedAt(wanted, 'q=1')).toEqual({ filter: { q: '1d' }, since: 'q=1', under: ['q=1d'] })
  })

  it('has arrived at the last one, and gives way to one that is not its own', () => {
    expect(wantedAt(wanted, 'q=1d')).toBeNull()
    expect(wantedAt(wanted, 'status=revoked')).toBeNull()
  })
})
