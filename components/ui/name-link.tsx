import Link from 'next/link'
import type { ReactNode } from 'react'
import { hidesCharacters } from '#lib/core/text.ts'
import { UntrustedText } from './untrusted-text.tsx'

/**
 * The name at the head of a row, on one line, leading to its page. The alias after it is cut before the name is, and
 * the name gives up its middle before its end.
 */
export function NameLink({
  href,
  name,
  alias,
  tabIndex,
}: {
  href: string
  name: string
  alias?: ReactNode
  /** -1 where arrow keys lead to it. */
  tabIndex?: number | undefined
}) {
  return (
    <span className="grid grid-cols-[minmax(0,max-content)_minmax(0,1fr)] gap-x-1.75 font-medium">
      {/* Where a name is cut its two parts would be read as two words. */}
      <Link
        href={href}
        prefetch={false}
        tabIndex={tabIndex}
        aria-label={hidesCharacters(name) ? undefined : name}
        className="flex min-w-0 text-inherit"
      >
        <UntrustedText text={name} cut />
      </Link>
      {alias === undefined ? null : (
        <span className="@container min-w-0 font-normal text-ink-3">
          {/* Half a character of it says nothing: below that it gives way to the name altogether. */}
          <span className="block truncate @max-[2.5rem]:hidden">{alias}</span>
        </span>
      )}
    </span>
  )
}
