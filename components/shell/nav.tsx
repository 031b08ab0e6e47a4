'use client'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { classNames } from '#components/ui/class-names.ts'
import { isWithin } from './is-within.ts'

export type NavItem = {
  readonly href: string
  readonly also: readonly string[]
  readonly label: string
  /** A figure at the end of the line: how many, or how many run. */
  readonly count: string | null
}

/** The places of the console. The current one carries the 2 px mark; going somewhere closes the menu of phones. */
export function Nav({ label, menuId, items }: { label: string; menuId: string; items: readonly NavItem[] }) {
  const pathname = usePathname()
  const closeMenu = () => {
    document.getElementById(menuId)?.hidePopover()
  }
  return (
    <nav aria-label={label} className="pt-2.5 max-rail:pt-1">
      {items.map((item) => {
        const current = isWithin(pathname, item)
        return (
          <Link
            key={item.href}
            href={item.href}
            prefetch={false}
            onClick={closeMenu}
            aria-current={current ? 'page' : undefined}
            className={classNames(
              'flex items-center justify-between border-l-2 py-1.25 pr-4 pl-3.5 no-underline hover:bg-well hover:text-ink hover:no-underline max-rail:py-3',
              current
                ? 'border-accent font-semibold text-ink'
                : // A transparent edge becomes visible where the system forces its colours.
                  'border-transparent text-ink-2 forced-colors:border-[Canvas]',
            )}
          >
            {item.label}
            {item.count === null ? null : <span className="text-small font-normal text-ink-3">{item.count}</span>}
          </Link>
        )
      })}
    </nav>
  )
}
