import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

const widths = {
  /** Facts of one certificate. */
  narrow: 'grid-cols-[6rem_minmax(0,1fr)] max-rail:grid-cols-[4.75rem_minmax(0,1fr)]',
  /** What was done, on a receipt. */
  wide: 'grid-cols-[9.25rem_minmax(0,1fr)] max-rail:grid-cols-[6.5rem_minmax(0,1fr)]',
  /** Figures at the end of the line. */
  figures: 'grid-cols-[1fr_auto]',
  /** Two pairs a line from the width of a document on. */
  paired:
    'grid-cols-[6rem_minmax(0,1fr)] max-rail:grid-cols-[4.75rem_minmax(0,1fr)] side:grid-cols-[6rem_minmax(0,1fr)_6rem_minmax(0,0.7fr)]',
}

/** Terms and values on one grid. */
export function KeyValues({
  labels = 'narrow',
  size = 'body',
  children,
}: {
  labels?: keyof typeof widths
  size?: 'body' | 'small'
  children: ReactNode
}) {
  return (
    <dl className={classNames('grid gap-x-4 gap-y-1', widths[labels], size === 'small' && 'text-small')}>{children}</dl>
  )
}

/** One pair. `wide` gives the value the whole line under its term on phones: a serial of forty characters. */
export function KeyValue({ term, wide = false, children }: { term: ReactNode; wide?: boolean; children: ReactNode }) {
  return (
    <>
      <dt className={classNames('text-ink-3', wide && 'max-rail:col-span-full max-rail:-mb-1')}>{term}</dt>
      <dd className={classNames('min-w-0', wide && 'max-rail:col-span-full')}>{children}</dd>
    </>
  )
}
