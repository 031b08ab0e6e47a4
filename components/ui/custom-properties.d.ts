import 'react'

// Custom properties may stand in a style attribute: `style={{ '--now': '48%' }}`.
declare module 'react' {
  interface CSSProperties {
    [property: `--${string}`]: string | number | undefined
  }
}
