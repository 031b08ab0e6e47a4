import { describe, expect, it } from 'vitest'
import { draftAt, withFields, type FilterDraft } from '#components/ui/filter-form.tsx'

// Whoever types on while the page of an earlier choice is on its way must find what was typed.

describe('the fields of a bar of conditions', () => {
  const typing: FilterDraft<'q' | 'from'> = {
    address: '/audit',
    fields: { q: 'pay', from: '2026-11-24' },
    sent: ['/audit?outcome=done', '/audit?outcome=denied'],
  }

  it('keep what is typed when an address that they asked for arrives', () => {
    const { fields } = typing
    const first = draftAt(typing, '/audit?outcome=done', { q: '', from: '' })
    expect(first).toEqual({ address: '/audit?outcome=done', fields, sent: ['/audit?outcome=denied'] })
    const second = { address: '/audit?outcome=denied', fields, sent: [] }
    expect(draftAt(first, '/audit?outcome=denied', { q: '', from: '' })).toEqual(second)
    expect(draftAt(typing, '/audit?outcome=denied', { q: '', from: '' })).toEqual(second)
  })

  it('follow an address that came from elsewhere, as by the back button', () => {
    const asked = { q: 'linked', from: '' }
    expect(draftAt(typing, '/audit?q=linked', asked)).toEqual({ address: '/audit?q=linked', fields: asked, sent: [] })
    const settled = { ...typing, address: '/audit?q=linked', sent: [] }
    expect(draftAt(settled, '/audit', { q: '', from: '' }).fields).toEqual({ q: '', from: '' })
  })

  it('are left alone while the address stays', () => {
    expect(draftAt(typing, '/audit', { q: '', from: '' })).toBe(typing)
  })
})

describe('what the fields ask for', () => {
  const address = '/operations?state=pending&state=unknown&from=2026-11-24T10%3A00%3A00Z&cursor=c2'
  const asked = { q: '', state: 'pending,unknown', from: '2026-11-24' }

  it('leaves alone what the address says more exactly than a field can', () => {
    const params = withFields(address, asked, { ...asked, q: 'pay' })
    expect(params.getAll('state')).toEqual(['pending', 'unknown'])
    expect(params.get('from')).toBe('2026-11-24T10:00:00Z')
    expect(params.get('q')).toBe('pay')
    expect(params.has('cursor')).toBe(false)
  })

  it('takes the place of what a field says otherwise', () => {
    const params = withFields(address, asked, { q: '', state: 'unknown', from: '' })
    expect(params.getAll('state')).toEqual(['unknown'])
    expect(params.get('from')).toBe('')
  })
})
