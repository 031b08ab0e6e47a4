'use client'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { CaName } from '#components/certificates/ca-name.tsx'
import { preferenceCookie } from '#components/shell/preference-cookie.ts'
import { Segment } from '#components/ui/segment.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatCount, formatUtcDate } from '#lib/core/format.ts'
import { endOfWeeks, WEEK_MS, type Weeks } from '#lib/core/weeks.ts'
import type { OverviewCounts } from '#lib/overview/schema.ts'
import { sumByWeek, sumOf } from '#lib/overview/timeline.ts'
import { ExpiryPlot } from './expiry-plot.tsx'
import { ExpiryTable } from './expiry-table.tsx'
import { endsHref, laterHref } from './timeline-links.ts'
import { timelineCookie, timelineViews, type TimelineView } from './timeline-view.ts'
import { fullestWeek } from './week-layout.ts'
import { SeriesSample, seriesFills, type WeekSeries } from './week-plot.tsx'

/** One CA, or all the others together: then without a name. */
export type EndsSeries = WeekSeries & { key: string; name: string | null; ca: readonly string[] }

const SUMMARY = 'timeline-summary'

/** When certificates end, by week and CA: what has lapsed of late, and what will within a year. */
export function ExpiryTimeline({ counts, view }: { counts: OverviewCounts; view: TimelineView }) {
  const t = useTranslations('overview.timeline')
  const [shown, setShown] = useState(view)
  const { from, later } = counts.ends
  const series = seriesOf(counts.ends, t('unnamed'))
  const totals = sumByWeek(series.map((one) => one.counts))
  const weeks: Weeks = { from, count: totals.length }
  const isEmpty = series.length === 0
  return (
    <section aria-labelledby="timeline" className="border-b border-line px-5 pt-4 pb-4.5 max-rail:px-4">
      <div className="flex min-h-7.5 flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id="timeline" className="mr-auto text-section">
          {t('title')}
        </h2>
        {isEmpty ? null : (
          <Segment
            label={t('show')}
            choices={timelineViews.map((value) => ({ value, label: t(value) }))}
            value={shown}
            onChange={(chosen) => {
              document.cookie = preferenceCookie(timelineCookie, chosen, location.protocol)
              setShown(chosen)
            }}
          />
        )}
      </div>
      <Summary weeks={weeks} totals={totals} />
      {isEmpty ? null : (
        <>
          <Legend series={series} weeks={weeks} />
          {shown === 'plot' ? (
            <ExpiryPlot series={series} weeks={weeks} now={counts.countedAt} describedBy={SUMMARY} />
          ) : (
            <ExpiryTable series={series} weeks={weeks} />
          )}
        </>
      )}
      <p className="mt-1 min-h-[1lh] text-small">
        {later === 0 ? null : <TextLink href={laterHref(weeks)}>{t('later', { count: formatCount(later) })}</TextLink>}
      </p>
    </section>
  )
}

/** `unnamed`: for the certificates that name no CA. */
function seriesOf({ authorities, others }: OverviewCounts['ends'], unnamed: string): EndsSeries[] {
  const named = authorities.map(({ identifier, name, counts }) => ({
    key: identifier,
    name: name ?? (identifier === '' ? unnamed : identifier),
    ca: [identifier],
    counts,
  }))
  const rest = others === null ? [] : [{ key: 'others', name: null, ca: others.identifiers, counts: others.counts }]
  return [...named, ...rest].flatMap((one, index) => {
    const fill = one.name === null ? seriesFills.at(-1) : seriesFills[index]
    return fill === undefined ? [] : [{ ...one, fill }]
  })
}

/** What the plot shows, in a sentence; it describes the plot to whoever does not see it. */
function Summary({ weeks, totals }: { weeks: Weeks; totals: readonly number[] }) {
  const t = useTranslations('overview.timeline')
  const fullest = fullestWeek(totals)
  return (
    <p id={SUMMARY} className="mt-0.5 min-h-[1lh] text-small text-ink-2 max-rail:min-h-[3lh]">
      {fullest === null
        ? t('none')
        : t('summary', {
            count: formatCount(sumOf(totals)),
            from: formatUtcDate(weeks.from),
            to: formatUtcDate(endOfWeeks(weeks) - 1),
            most: formatCount(fullest.count),
            week: formatUtcDate(weeks.from + fullest.week * WEEK_MS),
          })}
    </p>
  )
}

/** The CAs in the order in which they are stacked, each with the list of what ends of it. */
function Legend({ series, weeks }: { series: readonly EndsSeries[]; weeks: Weeks }) {
  const t = useTranslations('overview.timeline')
  return (
    <ul
      aria-label={t('legend')}
      className="mt-2 grid min-h-[2lh] grid-cols-3 content-start gap-x-5 text-small max-rail:min-h-[3lh] max-rail:grid-cols-2"
    >
      {series.map(({ key, fill, name, ca, counts }) => {
        const href = endsHref(weeks, ca)
        const entry = (
          <>
            <SeriesSample fill={fill} />
            {name === null ? t('others', { count: ca.length }) : <CaName name={name} />}
            <span className="ml-1.5 text-ink-3">{formatCount(sumOf(counts))}</span>
          </>
        )
        return (
          <li key={key} className="flex h-[1lh] min-w-0 items-baseline">
            {href === null ? (
              <span className="flex min-w-0 items-baseline">{entry}</span>
            ) : (
              <TextLink href={href}>
                <span className="flex min-w-0 items-baseline text-ink-2">{entry}</span>
              </TextLink>
            )}
          </li>
        )
      })}
    </ul>
  )
}
