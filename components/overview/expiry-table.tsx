import { useTranslations } from 'next-intl'
import { CaName } from '#components/certificates/ca-name.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatCount, formatUtcDate } from '#lib/core/format.ts'
import { beginnings, type Weeks } from '#lib/core/weeks.ts'
import { sumByWeek } from '#lib/overview/timeline.ts'
import type { EndsSeries } from './expiry-timeline.tsx'
import { weekEndsHref } from './timeline-links.ts'
import { SeriesSample } from './week-plot.tsx'

/** The same as the plot, and as high: every number leads to its list. */
export function ExpiryTable({ series, weeks }: { series: readonly EndsSeries[]; weeks: Weeks }) {
  const t = useTranslations('overview.timeline')
  const totals = sumByWeek(series.map(({ counts }) => counts))
  return (
    <div
      role="group"
      tabIndex={0}
      aria-label={t('table')}
      className="mt-2 h-51.25 overflow-auto border-b border-line [&_thead]:sticky [&_thead]:top-0 [&_thead]:z-1 [&_thead]:bg-sheet"
    >
      <div className="max-rail:min-w-[40rem]">
        <Table label={t('title')} density="compact" bleed={false}>
          <thead>
            <tr>
              <ColumnHead className="w-26">{t('weekOf')}</ColumnHead>
              {series.map(({ key, name, ca, fill }) => (
                <ColumnHead key={key} align="right">
                  <span className="flex items-baseline justify-end">
                    <SeriesSample fill={fill} />
                    {name === null ? t('others', { count: ca.length }) : <CaName name={name} />}
                  </span>
                </ColumnHead>
              ))}
              <ColumnHead align="right" className="w-20">
                {t('total')}
              </ColumnHead>
            </tr>
          </thead>
          <tbody>
            {beginnings(weeks).map((from, week) => (
              <Row key={from}>
                <Cell>
                  <span className="mono">{formatUtcDate(from)}</span>
                </Cell>
                {series.map(({ key, ca, counts }) => (
                  <Cell key={key} align="right">
                    <Count count={counts[week] ?? 0} href={weekEndsHref(weeks, week, ca)} />
                  </Cell>
                ))}
                <Cell align="right">
                  <Count count={totals[week] ?? 0} href={weekEndsHref(weeks, week)} />
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  )
}

function Count({ count, href }: { count: number; href: string | null }) {
  if (count === 0) return <span className="text-ink-3">0</span>
  return href === null ? formatCount(count) : <TextLink href={href}>{formatCount(count)}</TextLink>
}
