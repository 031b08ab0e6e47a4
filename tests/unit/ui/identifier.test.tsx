import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { RequestId, Serial } from '#components/ui/identifier.tsx'

const serial = '3a7f09e2d15b8c46f3721e90b84d5a6c0be2'
const requestId = '7F3A1C0E-5B2D-4E7F-9A61-2C0D8E4B17F5'
const text = (markup: string) => markup.replace(/<[^>]*>/g, '')

describe('identifiers in the document', () => {
  it('are the exact value, grouped, shortened or marked', () => {
    for (const shown of [
      <Serial key="whole" value={serial} />,
      <Serial key="short" value={serial} short />,
      <Serial key="marked" value={serial} mark={6} />,
    ]) {
      expect(text(renderToStaticMarkup(shown))).toBe(serial)
    }
    for (const look of ['text', 'short', 'large'] as const) {
      expect(text(renderToStaticMarkup(<RequestId value={requestId} look={look} />))).toBe(requestId)
    }
  })

  it('underline exactly the characters that the gate asks for', () => {
    const marked = [...renderToStaticMarkup(<Serial value={serial} mark={6} />).matchAll(/border-accent[^>]*>(\w+)</g)]
    expect(marked.map(([, characters]) => characters).join('')).toBe('6c0be2')
  })

  it('give the whole as title when they are shortened', () => {
    expect(renderToStaticMarkup(<Serial value={serial} short />)).toContain(`title="${serial}"`)
    expect(renderToStaticMarkup(<RequestId value={requestId} look="short" />)).toContain(`title="${requestId}"`)
  })
})
