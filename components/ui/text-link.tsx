import Link from 'next/link'
import type { ReactNode } from 'react'

/**
 * A link in running text or in a cell. Inside a paragraph it is underlined by the style sheet, elsewhere on hover.
 * Rows of a table do not prefetch: fifty reads of details nobody opened.
 */
export function TextLink({
  href,
  quiet = false,
  current = false,
  download = false,
  children,
}: {
  href: string
  /** In the colour of its surroundings: the name at the head of a row. */
  quiet?: boolean
  /** The place where the reader is: said to assistive technology, for tabs and breadcrumbs. */
  current?: boolean
  /** It is a file, not a page. */
  download?: boolean
  children: ReactNode
}) {
  const className = quiet ? 'text-inherit' : 'text-accent'
  if (download) {
    return (
      <a href={href} className={className} download>
        {children}
      </a>
    )
  }
  return (
    <Link href={href} prefetch={false} className={className} aria-current={current ? 'page' : undefined}>
      {children}
    </Link>
  )
}
