import { describe, expect, it } from 'vitest'
import {
  extendedTo,
  isWholePage,
  nothingSelected,
  pageSelected,
  pageToggled,
  toggledIn,
  type Selection,
} from '#components/certificates/list/selection.ts'

const item = (identifier: string) => ({ identifier, serialNumber: `5e${identifier}` })
const page = ['a', 'b', 'c', 'd', 'e'].map(item)
const ids = ({ chosen }: Selection) => [...chosen.keys()].sort().join('')
const toggled = (...names: string[]) => names.reduce((held, name) => toggledIn(held, item(name)), nothingSelected)

describe('a selection', () => {
  it('takes a row in and lets it go again', () => {
    expect(ids(toggled('b', 'd'))).toBe('bd')
    expect(ids(toggled('b', 'd', 'b'))).toBe('d')
  })

  it('draws a range from the row that was pressed last, in either direction, and draws it anew', () => {
    const wide = extendedTo(toggled('b'), page, { from: 1, to: 4 })
    expect(ids(wide)).toBe('bcde')
    expect(ids(extendedTo(wide, page, { from: 4, to: 2 }))).toBe('bc')
    expect(ids(extendedTo(wide, page, { from: 4, to: 0 }))).toBe('ab')
  })

  it('keeps beside a range what was selected before it', () => {
    expect(ids(extendedTo(toggled('a', 'c'), page, { from: 2, to: 3 }))).toBe('acd')
  })

  it('begins a range at the current row where none was pressed, or one of another page', () => {
    expect(ids(extendedTo(nothingSelected, page, { from: 2, to: 3 }))).toBe('cd')
    expect(ids(extendedTo(toggled('z'), page, { from: 0, to: 1 }))).toBe('abz')
  })

  it('takes the whole page beside those of other pages, and lets it go', () => {
    const whole = pageSelected(toggled('z'), page)
    expect(ids(whole)).toBe('abcdez')
    expect(isWholePage(whole, page)).toBe(true)
    expect(ids(pageToggled(whole, page))).toBe('z')
    expect(isWholePage(nothingSelected, [])).toBe(false)
  })

  it('holds the serial that a certificate was selected by', () => {
    expect(toggled('b').chosen.get('b')).toEqual({ identifier: 'b', serialNumber: '5eb' })
  })
})
