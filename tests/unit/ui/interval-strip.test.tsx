import fc from 'fast-check'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import { IntervalStrip, type IntervalTone } from '#components/ui/interval-strip.tsx'

const axis = { from: 0, to: 1000, now: 500 }
const share = (markup: string, part: string) =>
  /left:([\d.]+)%(?:;width:([\d.]+)%)?/.exec(markup.split(`class="${part}"`)[1] ?? '')

describe('IntervalStrip', () => {
  it('draws what is spent up to now and what is left after it', () => {
    const markup = renderToStaticMarkup(<IntervalStrip from={200} to={900} axis={axis} tone="valid" />)
    expect(share(markup, 'past')?.slice(1, 3)).toEqual(['20.00', '30.00'])
    expect(share(markup, 'left')?.slice(1, 3)).toEqual(['50.00', '40.00'])
  })

  it('cuts a revoked one where it was revoked', () => {
    const markup = renderToStaticMarkup(<IntervalStrip from={200} to={900} axis={axis} tone="revoked" cutAt={300} />)
    expect(share(markup, 'cut')?.[1]).toBe('30.00')
    expect(share(markup, 'left')?.slice(1, 3)).toEqual(['30.00', '60.00'])
  })

  it('stays within the axis whatever the dates', () => {
    const tones: IntervalTone[] = ['valid', 'expiring', 'expired', 'revoked', 'accepted', 'unknown', 'deleted']
    fc.assert(
      fc.property(
        fc.integer({ min: -1e14, max: 1e14 }),
        fc.integer({ min: -1e14, max: 1e14 }),
        fc.constantFrom(...tones),
        fc.option(fc.integer({ min: -1e14, max: 1e14 })),
        (from, to, tone, cutAt) => {
          const markup = renderToStaticMarkup(
            <IntervalStrip from={from} to={to} axis={axis} tone={tone} cutAt={cutAt} />,
          )
          for (const [, left = '', width = '0'] of markup.matchAll(/left:([-\d.]+)%(?:;width:([-\d.]+)%)?/g)) {
            expect(Number(left)).toBeGreaterThanOrEqual(0)
            expect(Number(width)).toBeGreaterThanOrEqual(0)
            expect(Number(left) + Number(width)).toBeLessThanOrEqual(100.01)
          }
        },
      ),
    )
  })
})
