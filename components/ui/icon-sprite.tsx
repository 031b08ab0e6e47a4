import type { ReactNode } from 'react'

/**
 * All icons, drawn once into every document; an `Icon` refers to its drawing. A row of a table then costs one `use`
 * instead of a path, and no drawing reaches the client's JavaScript.
 * Grid 16, stroke 1.5, round caps. Status shapes differ without colour: tick, pie, bar, slash; half disc; full disc;
 * dotted ring; hands of a clock; tombstone; diamond. From revoked to published the ink rises: ring, half disc, full disc.
 */
const drawings = {
  valid: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m5.4 8.2 1.8 1.8 3.4-3.8" />
    </>
  ),
  soon: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 2v6l4.2 4.2A6 6 0 0 0 8 2z" fill="currentColor" stroke="none" />
    </>
  ),
  expired: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M5 8h6" />
    </>
  ),
  revoked: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="m3.8 12.2 8.4-8.4" />
    </>
  ),
  accepted: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M3.76 12.24A6 6 0 0 0 12.24 3.76z" fill="currentColor" stroke="none" />
    </>
  ),
  published: (
    <path
      d="M8 1.25a6.75 6.75 0 1 0 0 13.5 6.75 6.75 0 0 0 0-13.5zM11.7 3.5l.8.8-8.2 8.2-.8-.8z"
      fill="currentColor"
      fillRule="evenodd"
      stroke="none"
    />
  ),
  pending: <circle cx="8" cy="8" r="6" strokeDasharray="1.2 2.57" />,
  clock: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 4.4V8l2.6 1.6" />
    </>
  ),
  deleted: <path d="M3.5 13.5V7a4.5 4.5 0 0 1 9 0v6.5M2 13.5h12M6 7.5h4" />,
  unknown: (
    <>
      <path d="M8 .9 15.1 8 8 15.1.9 8z" strokeWidth="1.3" />
      <path d="M6.2 6.6a1.8 1.8 0 1 1 2.7 1.6c-.6.3-.9.6-.9 1.1M8 11.3v.1" strokeWidth="1.4" />
    </>
  ),
  refused: <path d="M5.3 1.8h5.4l3.5 3.5v5.4l-3.5 3.5H5.3l-3.5-3.5V5.3zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4" />,
  caution: <path d="M8 2.2 14.3 13.3H1.7zM8 6.6v3M8 11.5v.1" />,
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.4v3.4M8 5.1v.1" />
    </>
  ),
  search: (
    <>
      <circle cx="7" cy="7" r="4.6" />
      <path d="m10.5 10.5 3.3 3.3" />
    </>
  ),
  close: <path d="m4 4 8 8M12 4l-8 8" />,
  copy: (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" />
      <path d="M10.5 5.5v-3h-8v8h3" />
    </>
  ),
  link: (
    <path d="M6.5 9.5l3-3M7.2 4.6l1.5-1.5a2.97 2.97 0 0 1 4.2 4.2l-1.5 1.5M8.8 11.4l-1.5 1.5a2.97 2.97 0 0 1-4.2-4.2l1.5-1.5" />
  ),
  up: <path d="M8 13V3.5M4 7.2l4-4 4 4" />,
  down: <path d="M8 3v9.5M4 8.8l4 4 4-4" />,
  caret: <path d="m4 6 4 4.5L12 6" />,
  right: <path d="m6 4 4.5 4L6 12" />,
  shield: <path d="M8 1.8 13.2 3.6v4c0 3-2.2 5.3-5.2 6.6-3-1.3-5.2-3.6-5.2-6.6v-4z" />,
  key: (
    <>
      <circle cx="5" cy="11" r="2.8" />
      <path d="m7 9 6-6M10.5 5.5l2 2" />
    </>
  ),
  document: <path d="M3.5 1.8h6l3 3v9.4h-9zM9.5 1.8v3h3M6 8h4M6 10.8h4" />,
  filter: <path d="M2 4h12M4.5 8h7M6.5 12h3" />,
  menu: <path d="M2 4.5h12M2 8h12M2 11.5h12" />,
  pause: <path d="M5.5 3v10M10.5 3v10" />,
  columns: <path d="M2 3h12v10H2zM6 3v10M10 3v10" />,
  export: <path d="M8 10V2.5M5 5.2l3-3 3 3M3 9.5v4h10v-4" />,
  eye: (
    <>
      <path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.8" />
    </>
  ),
  check: <path d="m3 8.5 3.2 3.2L13 4.5" />,
  dot: <circle cx="8" cy="8" r="3" />,
  plus: <path d="M8 3v10M3 8h10" />,
  again: <path d="M13.5 8a5.5 5.5 0 1 1-1.7-4M13.5 1.8v3h-3" />,
  spinner: <path d="M8 2a6 6 0 1 1-6 6" />,
} satisfies Record<string, ReactNode>

export type IconName = keyof typeof drawings

export function IconSprite() {
  return (
    <svg width="0" height="0" className="absolute" aria-hidden="true">
      {Object.entries(drawings).map(([name, drawing]) => (
        <symbol key={name} id={`icon-${name}`} viewBox="0 0 16 16">
          {drawing}
        </symbol>
      ))}
    </svg>
  )
}
