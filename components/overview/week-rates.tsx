import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { TextLink } from '#components/ui/text-link.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { formatCount, formatUtcDate } from '#lib/core/format.ts'
import { beginnings, WEEK_MS } from '#lib/core/weeks.ts'
import type { OverviewCounts } from '#lib/overview/schema.ts'
import { sumByWeek, sumOf } from '#lib/overview/timeline.ts'
import { issuedHref, revokedHref } from './timeline-links.ts'
import { fullestWeek } from './week-layout.ts'
import { ImageOfWeeks, SeriesSample, WeekPlot, type WeekSeries } from './week-plot.tsx'

type NamedSeries = WeekSeries & {
  name: string
  /** The same in a word, over a column. */
  head: string
}

/** The list of what is counted in the week that begins then (epoch ms). */
type HrefOf = (beginning: number) => string

/** How many certificates were issued and revoked in each week of the last half year. */
export function WeekRates({ counts: { issued, revoked } }: { counts: OverviewCounts }) {
  const t = useTranslations('overview.rates')
  return (
    <div className="border-b border-line pair:grid pair:grid-cols-2">
      <Rate
        id="issued"
        title={t('issued')}
        from={issued.from}
        series={[{ fill: 'series-1', name: t('issued'), head: t('total'), counts: issued.counts }]}
        hrefOf={issuedHref}
      />
      <Rate
        id="revoked"
        title={t('revoked')}
        from={revoked.from}
        series={[
          { fill: 'series-1', name: t('here'), head: t('head.here'), counts: revoked.here },
          { fill: 'series-2', name: t('elsewhere'), head: t('head.elsewhere'), counts: revoked.elsewhere },
        ]}
        remark={revoked.untimed === 0 ? null : t('untimed', { count: formatCount(revoked.untimed) })}
        hrefOf={revokedHref}
      />
    </div>
  )
}

function Rate({
  id,
  title,
  from,
  series,
  remark = null,
  hrefOf,
}: {
  id: string
  title: string
  from: number
  series: readonly NamedSeries[]
  remark?: ReactNode
  hrefOf: HrefOf
}) {
  const t = useTranslations('overview.rates')
  const totals = sumByWeek(series.map(({ counts }) => counts))
  const weeks = { from, count: totals.length }
  const fullest = fullestWeek(totals)
  const summary = `${id}-summary`
  return (
    <section
      aria-labelledby={id}
      className="min-w-0 border-line px-5 pt-4 pb-4.5 max-rail:px-4 max-pair:first:border-b pair:first:border-r"
    >
      <h2 id={id} className="text-section">
        {title}
      </h2>
      <p id={summary} className="mt-0.5 min-h-[2lh] text-small text-ink-2 max-rail:min-h-[3lh]">
        {fullest === null
          ? t('none')
          : t('summary', {
              count: formatCount(sumOf(totals)),
              most: formatCount(fullest.count),
              week: formatUtcDate(from + fullest.week * WEEK_MS),
            })}
        {remark === null ? null : <> {remark}</>}
      </p>
      <div className="mt-1 min-h-[1lh] text-small text-ink-2">
        {series.length === 1 ? null : (
          <ul className="flex flex-wrap gap-x-4">
            {series.map(({ fill, name, counts }) => (
              <li key={fill}>
                <SeriesSample fill={fill} />
                {name}
                <span className="ml-1.5 text-ink-3">{formatCount(sumOf(counts))}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
      {fullest === null ? null : (
        <>
          <WeekPlot weeks={weeks} most={fullest.count}>
            {(heightOf) => (
              <ImageOfWeeks
                weeks={weeks}
                series={series}
                heightOf={heightOf}
                label={title}
                describedBy={summary}
                linkOf={(week) => {
                  const [count, beginning] = [totals[week] ?? 0, from + week * WEEK_MS]
                  if (count === 0) return null
                  return { name: t('week', { week: formatUtcDate(beginning), count }), href: hrefOf(beginning) }
                }}
              />
            )}
          </WeekPlot>
          <details>
            <summary className="text-accent">{t('table')}</summary>
            <RateTable title={title} from={from} series={series} totals={totals} hrefOf={hrefOf} />
          </details>
        </>
      )}
    </section>
  )
}

function RateTable({
  title,
  from,
  series,
  totals,
  hrefOf,
}: {
  title: string
  from: number
  series: readonly NamedSeries[]
  totals: readonly number[]
  hrefOf: HrefOf
}) {
  const t = useTranslations('overview.rates')
  return (
    <div className="mt-2">
      <Table label={title} density="compact" bleed={false}>
        <thead>
          <tr>
            <ColumnHead className="w-21">{t('weekOf')}</ColumnHead>
            {series.length === 1
              ? null
              : series.map(({ fill, head }) => (
                  <ColumnHead key={fill} className="w-19" align="right">
                    {head}
                  </ColumnHead>
                ))}
            <ColumnHead align="right">{t('total')}</ColumnHead>
          </tr>
        </thead>
        <tbody>
          {beginnings({ from, count: totals.length }).map((beginning, week) => (
            <Row key={beginning}>
              <Cell>
                <span className="mono">{formatUtcDate(beginning)}</span>
              </Cell>
              {series.length === 1
                ? null
                : series.map(({ fill, counts }) => (
                    <Cell key={fill} align="right">
                      {formatCount(counts[week] ?? 0)}
                    </Cell>
                  ))}
              <Cell align="right">
                <Total count={totals[week] ?? 0} href={hrefOf(beginning)} />
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function Total({ count, href }: { count: number; href: string }) {
  if (count === 0) return formatCount(count)
  return <TextLink href={href}>{formatCount(count)}</TextLink>
}
