'use client'
import Link from 'next/link'
import { useTranslations } from 'next-intl'
import { useRef, useState, type KeyboardEvent } from 'react'
import { CaName } from '#components/certificates/ca-name.tsx'
import { classNames } from '#components/ui/class-names.ts'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { formatCount, formatUtcDate } from '#lib/core/format.ts'
import { beginnings, WEEK_MS, type Weeks } from '#lib/core/weeks.ts'
import { sumByWeek } from '#lib/overview/timeline.ts'
import type { EndsSeries } from './expiry-timeline.tsx'
import { weekEndsHref } from './timeline-links.ts'
import { barLook, WeekPlot, type HeightOf } from './week-plot.tsx'

/**
 * A link for each week, of which one can be reached by Tab and the others from it by arrow keys: fifty-six stops would
 * be in everybody's way. The parts of a bar are links for the pointer alone; by keyboard the table has them.
 */
export function ExpiryPlot({
  series,
  weeks,
  now,
  describedBy,
}: {
  series: readonly EndsSeries[]
  weeks: Weeks
  now: number
  describedBy: string
}) {
  const t = useTranslations('overview.timeline')
  const [current, setCurrent] = useState(Math.floor((now - weeks.from) / WEEK_MS))
  const [looked, setLooked] = useState<number | null>(null)
  const list = useRef<HTMLOListElement>(null)
  const totals = sumByWeek(series.map(({ counts }) => counts))
  const move = (event: KeyboardEvent) => {
    const next = stepOf(event.key, current, weeks.count)
    if (next === null) return
    event.preventDefault()
    setCurrent(next)
    list.current?.querySelectorAll<HTMLElement>('[data-week]')[next]?.focus()
  }
  return (
    <>
      <ScrollRegion label={t('title')}>
        <WeekPlot weeks={weeks} most={Math.max(...totals)} now={now} wide>
          {(heightOf) => (
            <ol
              ref={list}
              aria-label={t('title')}
              aria-describedby={describedBy}
              className="absolute inset-0 flex"
              onKeyDown={move}
              onPointerLeave={() => {
                setLooked(null)
              }}
            >
              {beginnings(weeks).map((from, week) => (
                <li
                  key={from}
                  className="group relative min-w-0 flex-1"
                  onPointerEnter={() => {
                    setLooked(week)
                  }}
                >
                  <Link
                    href={weekEndsHref(weeks, week) ?? ''}
                    prefetch={false}
                    data-week=""
                    tabIndex={week === current ? 0 : -1}
                    aria-label={t('week', { week: formatUtcDate(from), count: totals[week] ?? 0 })}
                    className="absolute inset-x-0 -top-4 bottom-0 group-hover:bg-well"
                    onFocus={() => {
                      setCurrent(week)
                      setLooked(week)
                    }}
                  />
                  <Bar series={series} weeks={weeks} week={week} heightOf={heightOf} />
                </li>
              ))}
            </ol>
          )}
        </WeekPlot>
      </ScrollRegion>
      <div className="mt-1 flex h-[1lh] items-baseline truncate text-small text-ink-2" aria-hidden="true">
        {looked === null ? (
          <span className="truncate">{t('hint')}</span>
        ) : (
          <Parts series={series} weeks={weeks} week={looked} total={totals[looked] ?? 0} />
        )}
      </div>
    </>
  )
}

function stepOf(key: string, from: number, count: number): number | null {
  const steps: Record<string, number> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    PageUp: from - 4,
    PageDown: from + 4,
    Home: 0,
    End: count - 1,
  }
  const next = steps[key]
  return next === undefined ? null : Math.min(count - 1, Math.max(0, next))
}

type Place = { series: readonly EndsSeries[]; weeks: Weeks; week: number }

/** The parts of one bar, each a link to what it counts. */
function Bar({ series, weeks, week, heightOf }: Place & { heightOf: HeightOf }) {
  return (
    <span className="pointer-events-none absolute inset-0 flex flex-col-reverse px-px" aria-hidden="true">
      {series.map(({ key, fill, ca, counts }) => {
        const count = counts[week] ?? 0
        const href = weekEndsHref(weeks, week, ca)
        if (count === 0) return null
        const style = { height: heightOf(count) }
        if (href === null) return <span key={key} className={barLook(fill)} style={style} />
        return (
          <Link
            key={key}
            href={href}
            prefetch={false}
            tabIndex={-1}
            className={classNames(barLook(fill), 'pointer-events-auto hover:opacity-75')}
            style={style}
          />
        )
      })}
    </span>
  )
}

/** What the bar under the pointer or the focus is made of. */
function Parts({ series, weeks, week, total }: Place & { total: number }) {
  const t = useTranslations('overview.timeline')
  const parts = series.filter(({ counts }) => (counts[week] ?? 0) > 0)
  return (
    <>
      <span className="flex-none font-semibold text-ink">
        {t('week', { week: formatUtcDate(weeks.from + week * WEEK_MS), count: total })}
      </span>
      {parts.map(({ key, name, ca, counts }) => (
        <span key={key} className="ml-3 flex min-w-0 items-baseline">
          {name === null ? t('others', { count: ca.length }) : <CaName name={name} />}
          <span className="ml-1">{formatCount(counts[week] ?? 0)}</span>
        </span>
      ))}
    </>
  )
}
