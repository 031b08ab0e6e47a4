import { Fragment, type ReactNode } from 'react'
import { useTranslations } from 'next-intl'
import { TextLink } from './text-link.tsx'

export type Crumb = { readonly key: string; readonly label: ReactNode; readonly href?: string }

/** Where a document lies. The last one is where the reader is and leads nowhere. */
export function Breadcrumb({ crumbs }: { crumbs: readonly Crumb[] }) {
  const t = useTranslations('ui')
  return (
    <nav aria-label={t('breadcrumb')} className="flex min-w-0 gap-1.5 pb-2.5 text-small whitespace-nowrap text-ink-3">
      {crumbs.map(({ key, label, href }, index) => (
        <Fragment key={key}>
          {index === 0 ? null : (
            <span className="text-line-2" aria-hidden="true">
              /
            </span>
          )}
          {href === undefined ? (
            <span className="min-w-0 truncate" aria-current="page">
              {label}
            </span>
          ) : (
            // A place of the console is told whole; what gives way to a narrow page is the name of a thing.
            <span className={typeof label === 'string' ? 'flex-none' : 'min-w-0 truncate'}>
              <TextLink href={href}>{label}</TextLink>
            </span>
          )}
        </Fragment>
      ))}
    </nav>
  )
}
