import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutMiddle, hidesCharacters, revealText, spellText } from '#lib/core/text.ts'

const whole = (text: string) =>
  revealText(text)
    .map((part) => part.text)
    .join('')

// Any code units (lone surrogates too), any code points and a dense mix of the characters that matter.
const hostile = fc.oneof(
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.array(fc.integer({ min: 0, max: 0x10ffff })).map((points) => String.fromCodePoint(...points)),
  fc
    .array(fc.constantFrom('a', ' ', '\u202e', '\u200d', '\n', '\u3000', '👩‍🔬', '王', '\ud800', '\u0301'))
    .map((all) => all.join('')),
)

describe('revealText', () => {
  it('never loses a character', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(whole(text)).toBe(text)
      }),
      { numRuns: 2000 },
    )
  })

  it('leaves no control, bidi or invisible character in what is shown as it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = revealText(text).flatMap((part) => (part.kind === 'plain' ? [part.text] : []))
        expect(shown.join('')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)
      }),
      { numRuns: 2000 },
    )
  })

  it('spells a right-to-left override out, with its name', () => {
    expect(revealText('approver\u202egpj.exe')).toEqual([
      { kind: 'plain', text: 'approver' },
      { kind: 'escape', text: '\u202e', count: 1, token: 'U+202E', name: 'RIGHT-TO-LEFT OVERRIDE' },
      { kind: 'plain', text: 'gpj.exe' },
    ])
  })

  it('tells a run of one character once', () => {
    const parts = revealText(`a${'\u200b'.repeat(40)}b`)
    expect(parts).toHaveLength(3)
    expect(parts[1]).toMatchObject({ token: 'U+200B', count: 40 })
  })

  it('leaves ordinary names alone, Chinese ones and the ideographic space included', () => {
    for (const name of ['pay-gateway-07.prod.haiyuan.cn', '王芳', '海远\u3000物流', 'Zoë O’Neill', 'a b', '']) {
      expect(hidesCharacters(name)).toBe(false)
    }
  })

  it('shows blanks at the ends, a no-break space, tabs, ANSI escapes, tags and lone surrogates', () => {
    for (const text of [
      ' a',
      'a ',
      ' ',
      'a\u00a0b',
      'a\tb',
      '\u001b[31m',
      '\u{e0041}',
      '\ud800',
      '\ufeffa',
      '\u3164',
    ]) {
      expect(hidesCharacters(text)).toBe(true)
    }
  })
})

describe('spellText', () => {
  it('is safe to put into a title', () => {
    expect(spellText('approver\u202egpj.exe')).toBe('approver[U+202E]gpj.exe')
    expect(spellText('\n\n\nx')).toBe('[U+000A × 3]x')
  })
})

describe('cutMiddle', () => {
  it('loses nothing and keeps the end', () => {
    fc.assert(
      fc.property(hostile, fc.integer({ min: 8, max: 14 }), (text, keep) => {
        const { head, tail } = cutMiddle(text, keep)
        expect(head + tail).toBe(text)
      }),
    )
    expect(cutMiddle('warehouse-scanner-with-a-long-name-0413', 8)).toEqual({
      head: 'warehouse-scanner-with-a-long-n',
      tail: 'ame-0413',
    })
  })

  it('leaves a short text whole and never tears a cluster', () => {
    expect(cutMiddle('王芳')).toEqual({ head: '王芳', tail: '' })
    const { tail } = cutMiddle('👩‍🔬'.repeat(30), 8)
    expect(tail).toBe('👩‍🔬'.repeat(8))
  })
})
