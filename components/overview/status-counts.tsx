import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { listHref } from '#components/certificates/list/address.ts'
import { classNames } from '#components/ui/class-names.ts'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { StatusIcon, type StatusMarkName } from '#components/ui/status-mark.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatCount } from '#lib/core/format.ts'
import { certificateTypes } from '#lib/certificates/schema.ts'
import type { StatusFilter } from '#lib/certificates/status.ts'
import type { OverviewCounts } from '#lib/overview/schema.ts'

// In the order in which an operator asks: what works, what ends soon, what needs a look, what is over.
export const shownFigures = ['valid', 'expiring', 'unknown', 'pending', 'revoked', 'expired', 'deleted'] as const
/** In one line where there is room for all, else in columns. */
export const FIGURES =
  'mt-2.5 flex flex-wrap gap-x-3.5 gap-y-3 max-rail:grid max-rail:grid-cols-[repeat(auto-fill,minmax(--spacing(26),1fr))]'
/** Of each figure, up to millions: how the figures break into lines is known before they are. */
export const FIGURE_ROOM = 'min-w-25'
/** `expiring` is part of `valid`: the bar would count it twice. */
const barred = ['valid', 'expiring', 'unknown', 'pending', 'revoked', 'expired'] as const

const fills: Record<(typeof barred)[number], string> = {
  valid: 'bg-bar',
  expiring: 'bg-caution-bar',
  unknown: 'bg-caution-fill',
  pending: 'bg-accent',
  revoked: 'bg-spent',
  expired: 'bg-bar-2',
}

/** How many certificates are in which state and of which type; each figure leads to its list. */
export function StatusCounts({ counts, renderedAt }: { counts: OverviewCounts; renderedAt: number }) {
  const t = useTranslations('overview.counts')
  const { status, countedAt } = counts
  const total = (name: StatusFilter) => certificateTypes.reduce((sum, type) => sum + status[name][type], 0)
  const share = (name: (typeof barred)[number]) => total(name) - (name === 'valid' ? total('expiring') : 0)
  return (
    <section aria-labelledby="counts" className="border-b border-line px-5 pt-4 pb-4.5 max-rail:px-4">
      <div className="mb-2.5 flex items-baseline">
        <h2 id="counts" className="mr-auto text-section">
          {t('title')}
        </h2>
        {countedAt < renderedAt ? (
          <span className="text-small text-ink-2">
            {t.rich('countedAt', { age: () => <RelativeAge at={countedAt} renderedAt={renderedAt} inline /> })}
          </span>
        ) : null}
      </div>
      <div className="flex h-3.5 gap-0.5 painted" aria-hidden="true">
        {barred.map((name) =>
          share(name) > 0 ? (
            <span key={name} className={classNames('min-w-0.5', fills[name])} style={{ flexGrow: share(name) }} />
          ) : null,
        )}
      </div>
      <ul className={FIGURES}>
        {shownFigures.map((name) => (
          <li key={name} className={FIGURE_ROOM}>
            <Link href={listHref({ status: [name] })} prefetch={false} className="group block text-inherit">
              <span className="flex items-center gap-1.5 text-small text-ink-2">
                <StatusIcon mark={name satisfies StatusMarkName} />
                {t(name)}
              </span>
              <span className="block text-count group-hover:underline">{formatCount(total(name))}</span>
            </Link>
            <ul className="text-small">
              {certificateTypes.map((type) => (
                <li key={type}>
                  <TextLink href={listHref({ status: [name], type: [type] })}>
                    <span className="text-ink-2">{t(`type.${type}`, { count: formatCount(status[name][type]) })}</span>
                  </TextLink>
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  )
}
