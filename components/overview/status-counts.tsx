import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'
import { StatusIcon, type StatusMarkName } from '#components/ui/status-mark.tsx'
import { formatCount } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import type { Overview } from '#lib/overview/schema.ts'

// In the order in which an operator asks: what works, what ends soon, what needs a look, what is over.
const shown = ['valid', 'expiring', 'unknown', 'pending', 'revoked', 'expired', 'deleted'] as const
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

/** How many certificates are in which state; each figure leads to its list. */
export function StatusCounts({ counts }: { counts: Overview['counts'] }) {
  const t = useTranslations('overview')
  const share = { ...counts, valid: counts.valid - counts.expiring }
  return (
    <section aria-labelledby="counts" className="border-b border-line px-5 pt-4 pb-4.5 max-rail:px-4">
      <h2 id="counts" className="mb-2.5 text-section">
        {t('counts.title')}
      </h2>
      <div className="flex h-3.5 gap-0.5 painted" aria-hidden="true">
        {barred.map((status) =>
          share[status] > 0 ? (
            <span key={status} className={classNames('min-w-0.5', fills[status])} style={{ flexGrow: share[status] }} />
          ) : null,
        )}
      </div>
      <ul className="mt-2.5 flex flex-wrap gap-x-7 gap-y-3">
        {shown.map((status) => (
          <li key={status}>
            <Link href={`${paths.certificates}?status=${status}`} prefetch={false} className="group block text-inherit">
              <span className="flex items-center gap-1.5 text-small text-ink-2">
                <StatusIcon mark={status satisfies StatusMarkName} />
                {t(`counts.${status}`)}
              </span>
              <span className="block text-count group-hover:underline">{formatCount(counts[status])}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  )
}
