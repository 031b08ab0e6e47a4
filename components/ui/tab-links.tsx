import Link from 'next/link'
import { classNames } from './class-names.ts'

export type TabLink = { readonly href: string; readonly label: string; readonly current: boolean }

/** Views of one page that each have an address. The current one carries the only other accent rule: 2 px, below. */
export function TabLinks({ label, tabs }: { label: string; tabs: readonly TabLink[] }) {
  return (
    <nav aria-label={label} className="flex gap-5 border-b border-line-2">
      {tabs.map((tab) => (
        <Link
          key={tab.href}
          href={tab.href}
          prefetch={false}
          aria-current={tab.current ? 'page' : undefined}
          className={classNames(
            '-mb-px flex h-8.5 items-center border-b-2 no-underline hover:no-underline',
            tab.current
              ? 'border-accent font-semibold text-ink'
              : 'border-transparent text-ink-2 hover:border-line-2 hover:text-ink',
          )}
        >
          {tab.label}
        </Link>
      ))}
    </nav>
  )
}
