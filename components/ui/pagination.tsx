import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ButtonLink } from './button-link.tsx'
import { Button } from './button.tsx'

/**
 * The foot of a list: what is shown, and the way on. There are no page numbers, since a cursor knows only its
 * neighbours. An end of the list stays visible, dashed.
 */
export function Pagination({
  summary,
  previousHref,
  nextHref,
}: {
  summary: ReactNode
  previousHref: string | null
  nextHref: string | null
}) {
  const t = useTranslations('ui.pagination')
  return (
    <nav
      aria-label={t('label')}
      className="mt-auto flex items-center gap-3.5 border-t border-line px-5 py-2.25 text-small text-ink-2 max-rail:px-4 max-rail:py-3"
    >
      <span className="mr-auto">{summary}</span>
      <Way href={previousHref} end={t('first')}>
        {t('previous')}
      </Way>
      <Way href={nextHref} end={t('last')}>
        {t('next')}
      </Way>
    </nav>
  )
}

function Way({ href, end, children }: { href: string | null; end: string; children: ReactNode }) {
  if (href === null) {
    return (
      <Button size="small" unavailable={end}>
        {children}
      </Button>
    )
  }
  return (
    <ButtonLink size="small" href={href}>
      {children}
    </ButtonLink>
  )
}
