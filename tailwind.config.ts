import type { Config } from 'tailwindcss'

/**
 * The look, as names. Values of colours live in app/globals.css as custom properties, because they change with the
 * theme; everything else that a page may choose from (type steps, radii, widths at which the layout changes) is here.
 * Sizes are rem, so that the browser's text size works; hairlines stay pixels.
 */
const px = (size: number) => `${String(size / 16)}rem`

/** One step of the type scale: size, line, tracking, weight. */
const step = (size: number, line: number, letterSpacing: string, fontWeight: number): [string, TypeStep] => [
  px(size),
  { lineHeight: px(line), letterSpacing, fontWeight: String(fontWeight) },
]
type TypeStep = { lineHeight: string; letterSpacing: string; fontWeight: string }

const colours = [
  'ground',
  'sheet',
  'well',
  'raised',
  'form',
  'line',
  'line-2',
  'control',
  'ink',
  'ink-2',
  'ink-3',
  'accent',
  'accent-ink',
  'accent-wash',
  'danger',
  'danger-fill',
  'danger-ink',
  'danger-wash',
  'ok',
  'caution',
  'caution-fill',
  'caution-on',
  'caution-wash',
  'caution-bar',
  'spent',
  'spent-wash',
  'bar',
  'bar-2',
  'focus',
  'plot',
  'scrim',
] as const

const config: Config = {
  darkMode: 'class',
  theme: {
    // Named after what appears from this width on.
    screens: { chip: px(351), rail: px(840), pair: px(900), side: px(1200), wide: px(1760) },
    colors: {
      transparent: 'transparent',
      current: 'currentColor',
      ...Object.fromEntries(colours.map((name) => [name, `var(--${name})`])),
    },
    fontFamily: { sans: 'var(--sans)', mono: 'var(--mono)' },
    fontSize: {
      figure: step(30, 38, '-0.03em', 600),
      id: step(24, 32, '-0.03em', 500),
      name: step(24, 32, '-0.012em', 600),
      count: step(22, 30, '-0.02em', 600),
      headline: step(22, 30, '-0.012em', 600),
      title: step(20, 28, '-0.012em', 600),
      dialog: step(18, 24, '-0.012em', 600),
      say: step(15, 22, '-0.005em', 600),
      section: step(14, 20, '0', 600),
      // Body and smaller leave the weight to their place: 400, 500 for names, 600 for emphasis.
      body: [px(13), { lineHeight: px(20), letterSpacing: '-0.004em' }],
      small: [px(12), { lineHeight: px(17), letterSpacing: '0' }],
      axis: [px(11), { lineHeight: px(14), letterSpacing: '0' }],
      escape: [px(10), { lineHeight: px(14), letterSpacing: '0' }],
    },
    borderRadius: { none: '0', chip: '2px', control: '3px', dialog: '5px', full: '9999px' },
    boxShadow: { dialog: 'var(--shadow)' },
    extend: {
      spacing: {
        rail: px(168),
        strip: px(44),
        facets: px(196),
        side: px(336),
        'side-wide': px(384),
        dialog: px(948),
        'dialog-form': px(400),
        document: px(1000),
      },
      fontWeight: { brand: '650' },
      transitionDuration: { quick: '120ms', dialog: '160ms' },
    },
  },
}

export default config
