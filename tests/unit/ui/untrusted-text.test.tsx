import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'

/** What the browser would put into the document's text nodes and attributes. */
function unescaped(markup: string): string {
  return markup.replace(
    /&(lt|gt|quot|#x27|amp);/g,
    (_, name: string) => ({ lt: '<', gt: '>', quot: '"', '#x27': "'", amp: '&' })[name] ?? '',
  )
}

const text = (markup: string) => unescaped(markup.replace(/<[^>]*>/g, ''))
const hostile = fc.array(
  fc.constantFrom('a', 'Z', '7', '.', ' ', '\u202e', '\u200b', '\n', '\u001b', '<', '"', '&', '王'),
  { maxLength: 60 },
)

describe('UntrustedText', () => {
  it('puts no bidi, control or invisible character into the document, in text or attribute', () => {
    fc.assert(
      fc.property(hostile, fc.boolean(), (characters, cut) => {
        const markup = renderToStaticMarkup(<UntrustedText text={characters.join('')} cut={cut} />)
        expect(unescaped(markup)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u)
      }),
    )
  })

  it('is the name itself where nothing has to be spelled out, cut or not', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9.<"&-]{0,80}$/), fc.boolean(), (name, cut) => {
        expect(text(renderToStaticMarkup(<UntrustedText text={name} cut={cut} />))).toBe(name)
      }),
    )
  })

  it('never lets a name become markup', () => {
    const markup = renderToStaticMarkup(<UntrustedText text={'<img src=x onerror="alert(1)">'} cut />)
    expect(markup).not.toContain('<img')
  })

  it('keeps the end of a long name apart from what may be cut', () => {
    const markup = renderToStaticMarkup(
      <UntrustedText text="kafka-broker-with-a-very-long-name.prod.example" cut keep={8} />,
    )
    expect(markup).toContain('>.example</span>')
  })

  it('counts the boxes that a row has no room for and keeps the rest of the name', () => {
    const name = `a\u202eb\u200bc\u200ed\u2066e`
    expect(text(renderToStaticMarkup(<UntrustedText text={name} cut />))).toBe('aU+202EbU+200B+2e')
    expect(text(renderToStaticMarkup(<UntrustedText text={name} />))).toBe('aU+202EbU+200BcU+200EdU+2066e')
  })
})
