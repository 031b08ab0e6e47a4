import type { ReactNode } from 'react'

/**
 * What stands in the place of a page's content when there is none: left-aligned where the table would be, a heading,
 * one or two sentences, the one next step. No illustration. `live` says it aloud when it replaces content on the page.
 */
export function PageState({
  heading,
  level = 'h2',
  live,
  actions,
  children,
}: {
  heading: ReactNode
  level?: 'h1' | 'h2'
  live?: 'alert' | 'status'
  actions?: ReactNode
  children?: ReactNode
}) {
  const Heading = level
  return (
    <div className="px-5 py-5 max-rail:px-4">
      <div role={live}>
        <Heading className={level === 'h1' ? 'text-title' : 'text-say'}>{heading}</Heading>
        <div className="mt-0.75 mb-3 max-w-[46rem] text-pretty text-ink-2 [&>*+*]:mt-2">{children}</div>
      </div>
      {actions === undefined ? null : <div className="flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  )
}
