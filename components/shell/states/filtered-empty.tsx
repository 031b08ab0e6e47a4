import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { formatCount } from '#lib/core/format.ts'

/** Nothing matches because of the query: names the condition whose removal brings the most back, and how much. */
export function FilteredEmpty({
  heading,
  condition,
  count,
  isLowerBound = false,
  removeHref,
  clearHref,
  note,
}: {
  heading: ReactNode
  /** The chip of that condition. Without one only "Clear all" is offered. */
  condition?: ReactNode
  count?: number
  /** There are more than were counted. */
  isLowerBound?: boolean
  removeHref?: string
  clearHref: string
  /** What else may help. */
  note?: ReactNode
}) {
  const t = useTranslations('states.filtered')
  return (
    <PageState
      live="status"
      heading={heading}
      actions={
        <>
          {removeHref === undefined ? null : <ButtonLink href={removeHref}>{t('remove')}</ButtonLink>}
          <ButtonLink look={removeHref === undefined ? 'outline' : 'quiet'} href={clearHref}>
            {t('clear')}
          </ButtonLink>
        </>
      }
    >
      {condition === undefined || count === undefined ? null : (
        <p>
          {t.rich('without', {
            count: `${formatCount(count)}${isLowerBound ? '+' : ''}`,
            condition: () => <span>{condition}</span>,
          })}
        </p>
      )}
      {note}
    </PageState>
  )
}
