import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell } from '#lib/core/csv-cell.ts'

// Any code points, surrogates too. fast-check's own `binary` strings take seconds to set up.
const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 })
  .map((points) => String.fromCodePoint(...points))

describe('a cell of the CSV export', () => {
  it.each([
    ['gateway.example.test', 'gateway.example.test'],
    ['王芳', '王芳'],
    ['', ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['=1+1', `"'=1+1"`],
    ['+1', `"'+1"`],
    ['-1', `"'-1"`],
    ['@x', `"'@x"`],
    ['＝1', `"'＝1"`],
    ['\t=1', `"'[U+0009]=1"`],
    ['a\nb', 'a[U+000A]b'],
  ])('writes %j as %s', (text, cell) => {
    expect(csvCell(text)).toBe(cell)
  })

  it('is inert and on one line, whatever the text', () => {
    fc.assert(
      fc.property(anyText, fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', ' ='), (text, first) => {
        const cell = csvCell(first + text)
        const shown = cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell
        expect(shown).not.toMatch(/^\s*[=+\-@\t\r]/)
        expect(cell).not.toMatch(/[\r\n\u0000-\u001f\u0085\u2028\u2029]/)
        // Quotes stand in pairs, so the cell ends where it seems to.
        expect(cell).toMatch(/^("([^"]|"")*"|[^",]*)$/)
      }),
      { numRuns: 1_000 },
    )
  })
})
