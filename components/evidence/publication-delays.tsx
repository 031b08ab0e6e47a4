import { useTranslations } from 'next-intl'
import { Instant } from '#components/ui/instant.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { paths } from '#lib/core/paths.ts'
import { spellText } from '#lib/core/text.ts'
import type { CrlReport, PublicationDelay } from '#lib/evidence/health.ts'
import { plotDelays, PLOT_HEIGHT } from './delay-plot.ts'
import { useSpan } from './span-words.tsx'

const SUMMARY = 'crl-delays-summary'
const P95_DASH = '4 3'

/** From acceptance to the CRL that lists it, as this console saw it: a plot, and the same as a table. */
export function PublicationDelays({ report }: { report: CrlReport }) {
  const t = useTranslations('authorities.report.delay')
  const span = useSpan()
  const { delays, medianMs, p95Ms } = report
  if (medianMs === null || p95Ms === null) return <p className="text-ink-2">{t('none')}</p>
  return (
    <>
      <p id={SUMMARY}>
        {t.rich('summary', {
          count: delays.length,
          median: span(medianMs),
          p95: span(p95Ms),
          half: () => <LineSample />,
          most: () => <LineSample dash={P95_DASH} />,
        })}
      </p>
      <DelayPlot delays={delays} medianMs={medianMs} p95Ms={p95Ms} />
      <details className="mt-2">
        <summary className="text-accent">{t('table')}</summary>
        <div className="mt-2">
          <ScrollRegion label={t('title')}>
            <div className="max-rail:min-w-160">
              <Table label={t('title')} density="log" bleed={false}>
                <thead>
                  <tr role="row">
                    <ColumnHead className="w-42">{t('seenAt')}</ColumnHead>
                    <ColumnHead className="w-26">{t('took')}</ColumnHead>
                    <ColumnHead className="w-26">{t('crl')}</ColumnHead>
                    <ColumnHead>{t('certificate')}</ColumnHead>
                  </tr>
                </thead>
                <tbody>
                  {delays.map(({ identifier, publishedAt, crlNumber, delayMs }) => (
                    <Row key={identifier}>
                      <Cell>
                        <Instant at={publishedAt} precision="minute" />
                      </Cell>
                      <Cell>{span(delayMs)}</Cell>
                      <Cell tone="quiet">{crlNumber === null ? '–' : spellText(crlNumber)}</Cell>
                      <Cell>
                        <span className="mono">
                          <TextLink href={paths.certificate(identifier)}>{spellText(identifier)}</TextLink>
                        </span>
                      </Cell>
                    </Row>
                  ))}
                </tbody>
              </Table>
            </div>
          </ScrollRegion>
        </div>
      </details>
    </>
  )
}

/** Oldest on the left. The scale is logarithmic: seconds beside days. Of one there is no half. */
function DelayPlot({
  delays,
  medianMs,
  p95Ms,
}: {
  delays: readonly PublicationDelay[]
  medianMs: number
  p95Ms: number
}) {
  const span = useSpan()
  const plot = plotDelays(
    delays.map(({ delayMs }) => delayMs),
    { medianMs, p95Ms },
  )
  return (
    <div className="mt-3 pr-1 pl-14">
      <svg width="100%" height={PLOT_HEIGHT} className="block overflow-visible" role="img" aria-labelledby={SUMMARY}>
        {plot.ticks.map(({ ms, y }) => (
          <g key={ms} className="text-ink-3">
            <line x1="0" x2="100%" y1={y} y2={y} className="stroke-line" />
            <text x={-8} y={y + 4} textAnchor="end" className="text-axis" fill="currentColor">
              {span(ms)}
            </text>
          </g>
        ))}
        {delays.length === 1 ? null : (
          <g className="stroke-ink-3">
            <line x1="0" x2="100%" y1={plot.median} y2={plot.median} />
            <line x1="0" x2="100%" y1={plot.p95} y2={plot.p95} strokeDasharray={P95_DASH} />
          </g>
        )}
        <g className="text-plot" fill="currentColor">
          {plot.dots.map(({ x, y }, index) => (
            <circle key={index} cx={`${String(x)}%`} cy={y} r={3} />
          ))}
        </g>
      </svg>
    </div>
  )
}

/** What a line of the plot is, before the words that say it. */
function LineSample({ dash }: { dash?: string }) {
  return (
    <svg width={20} height={8} className="mr-1.5 inline-block align-middle" aria-hidden="true">
      <line x1="0" x2="20" y1={4} y2={4} className="stroke-ink-3" strokeDasharray={dash} />
    </svg>
  )
}
