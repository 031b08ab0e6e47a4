import { describe, expect, it } from 'vitest'
import { draftAt, type FilterDraft } from '#components/ui/filter-form.tsx'

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
