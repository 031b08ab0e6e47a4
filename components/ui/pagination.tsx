import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ButtonLink } from './button-link.tsx'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'

/**
 * The foot of a list: what is shown, and the way on. There are no page numbers, since a cursor knows only its
 * neighbours. An end of the list stays visible, dashed. While the list that the address names is on its way the ways of
 * the one before keep their places, and the focus, but lead nowhere else: `renewing` is the address itself.
 */
export function Pagination({
  summary,
  previousHref,
  nextHref,
  renewing,
}: {
  summary: ReactNode
  previousHref: string | null
  nextHref: string | null
  renewing?: string | undefined
}) {
  const t = useTranslations('ui.pagination')
  return (
    <nav aria-label={t('label')} className="pagination">
      <span className={classNames('mr-auto', renewing !== undefined && 'overtaken')}>{summary}</span>
      <Way href={previousHref} renewing={renewing} end={t('first')}>
        {t('previous')}
      </Way>
      <Way href={nextHref} renewing={renewing} end={t('last')}>
        {t('next')}
      </Way>
    </nav>
  )
}

function Way({
  href,
  renewing,
  end,
  children,
}: {
  href: string | null
  renewing: string | undefined
  end: string
  children: ReactNode
}) {
  const t = useTranslations('ui.pagination')
  const isHeld = renewing !== undefined
  if (href === null) {
    return (
      <Button size="small" unavailable={isHeld ? t('renewing') : end}>
        {children}
      </Button>
    )
  }
  return (
    <ButtonLink size="small" href={renewing ?? href} held={isHeld ? t('renewing') : undefined}>
      {children}
    </ButtonLink>
  )
}
