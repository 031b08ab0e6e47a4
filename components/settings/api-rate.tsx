'use client'
import { useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { RateTicks } from '#components/ui/gauge.tsx'
import { formatCount } from '#lib/core/format.ts'
import { meterOptions } from '#lib/settings/queries.ts'

/**
 * Calls to the vendor in the last second against the limit, of the operation that has used most of its own. It follows
 * the store while the page is in sight; when that cannot be read the last figure goes, since an old rate is no rate.
 */
export function ApiRate({ used, limit }: { used: number; limit: number }) {
  const t = useTranslations('meter')
  const { data, isError } = useQuery(meterOptions())
  const now = data === undefined ? used : Math.max(0, ...data.limiter.map(({ usedLastSecond }) => usedLastSecond))
  if (isError) return null
  return (
    <span className="inline-flex items-center gap-2">
      {t('api')}
      <RateTicks rate={now} limit={limit} />
      <span className="inline-block min-w-[8ch]">
        {t.rich('rate', {
          used: formatCount(now),
          limit: formatCount(limit),
          strong: (chunks) => <span className="font-semibold text-ink">{chunks}</span>,
        })}
      </span>
    </span>
  )
}
