import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { formatCount } from '#lib/core/format.ts'
import { beginnings, type Weeks } from '#lib/core/weeks.ts'
import { monthMarks, placeOf, roundScale } from './week-layout.ts'

/** How a series is filled. Each differs in its pattern as well as in its tone. */
export const seriesFills = ['series-1', 'series-2', 'series-3', 'series-4', 'series-5', 'series-6'] as const
export type SeriesFill = (typeof seriesFills)[number]

export type WeekSeries = { fill: SeriesFill; counts: readonly number[] }

/** The patch of a legend. */
export function SeriesSample({ fill }: { fill: SeriesFill }) {
  return <span className={classNames('painted mr-1.5 inline-block size-2.5 flex-none align-baseline', fill)} />
}

/** How high a number of certificates stands, in per cent of the plot. */
export type HeightOf = (count: number) => string

/**
 * The ground on which bars of weeks stand: scale, months and the now line. What is drawn is told by a table beside it, and
 * the caller says what its bars are: links, or an image.
 */
export function WeekPlot({
  weeks,
  most,
  now,
  wide = false,
  children,
}: {
  weeks: Weeks
  /** The highest bar. */
  most: number
  /** Where the now line runs, epoch ms. */
  now?: number
  /** It keeps a width at which its bars can be told apart. */
  wide?: boolean
  children: (heightOf: HeightOf) => ReactNode
}) {
  const t = useTranslations('overview.weeks')
  const scale = roundScale(most)
  const top = scale.at(-1) ?? 1
  const heightOf: HeightOf = (count) => percent(count / top)
  const nowAt = now === undefined ? null : placeOf(now, weeks)
  return (
    <div className={classNames('pt-5 pr-1 pb-5 pl-10', wide && 'max-rail:min-w-[46rem]')}>
      <div className="relative h-38">
        <div aria-hidden="true">
          {scale.map((value) => (
            <div key={value} className="absolute inset-x-0 border-t border-line" style={{ bottom: heightOf(value) }}>
              <span className="absolute right-full mr-2 -translate-y-1/2 text-axis whitespace-nowrap text-ink-3">
                {formatCount(value)}
              </span>
            </div>
          ))}
          {monthMarks(weeks).map(({ month, x }) => (
            <span
              key={month}
              className="absolute top-full mt-1 border-l border-line pl-1 text-axis whitespace-nowrap text-ink-3"
              style={{ left: percent(x) }}
            >
              {month}
            </span>
          ))}
        </div>
        {children(heightOf)}
        {nowAt === null ? null : (
          <span
            className="painted pointer-events-none absolute -top-4 bottom-0 border-l-2 border-accent"
            style={{ left: percent(nowAt) }}
            aria-hidden="true"
          >
            <span className="ml-1 block text-axis font-semibold text-accent">{t('now')}</span>
          </span>
        )}
      </div>
    </div>
  )
}

function percent(share: number): string {
  return `${String(Math.round(share * 10_000) / 100)}%`
}

/** What a part of a bar looks like, whatever it is; one certificate among thousands can still be seen. */
export function barLook(fill: SeriesFill): string {
  return classNames('painted mb-px block min-h-0.5 w-full flex-none', fill)
}

/** What a week is called under the pointer, and the list of what it counts. */
export type WeekLink = { name: string; href: string }

/**
 * Bars as one image, each led by the pointer to its list. By keyboard and to whoever does not see the image, the table
 * beside it has the same links: a hundred stops more would be in everybody's way.
 */
export function ImageOfWeeks({
  weeks,
  series,
  heightOf,
  label,
  describedBy,
  linkOf,
}: {
  weeks: Weeks
  series: readonly WeekSeries[]
  heightOf: HeightOf
  label: string
  describedBy: string
  /** Null for a week that has nothing to list. */
  linkOf: (week: number) => WeekLink | null
}) {
  return (
    <>
      <div aria-hidden="true" className="absolute inset-x-0 -top-4 bottom-0 flex">
        {beginnings(weeks).map((from, week) => {
          const link = linkOf(week)
          if (link === null) return <span key={from} className="flex-1" />
          return (
            <Link
              key={from}
              href={link.href}
              title={link.name}
              prefetch={false}
              tabIndex={-1}
              className="flex-1 hover:bg-well"
            />
          )
        })}
      </div>
      <div
        role="img"
        aria-label={label}
        aria-describedby={describedBy}
        className="pointer-events-none absolute inset-0 flex"
      >
        {beginnings(weeks).map((from, week) => (
          <span key={from} className="flex min-w-0 flex-1 flex-col-reverse px-px">
            {series.map(({ fill, counts }) =>
              counts[week] === 0 ? null : (
                <span key={fill} className={barLook(fill)} style={{ height: heightOf(counts[week] ?? 0) }} />
              ),
            )}
          </span>
        ))}
      </div>
    </>
  )
}
