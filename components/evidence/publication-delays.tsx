import { useTranslations } from 'next-intl'
import { Instant } from '#components/ui/instant.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { paths } from '#lib/core/paths.ts'
import { spellText } from '#lib/core/text.ts'
import type { CrlReport, PublicationDelay } from '#lib/evidence/health.ts'
import { plotDelays, PLOT_HEIGHT, PLOT_WIDTH } from './delay-plot.ts'
import { useSpan } from './span-words.tsx'

/** From acceptance to the CRL that lists it, as this console saw it: a plot, and the same as a table. */
export function PublicationDelays({ report }: { report: CrlReport }) {
  const t = useTranslations('authorities.report.delay')
  const span = useSpan()
  const { delays, medianMs, p95Ms } = report
  if (medianMs === null || p95Ms === null) return <p className="text-ink-2">{t('none')}</p>
  return (
    <>
      <p>{t('summary', { count: delays.length, median: span(medianMs), p95: span(p95Ms) })}</p>
      <DelayPlot delays={delays} medianMs={medianMs} p95Ms={p95Ms} />
      <details className="mt-2">
        <summary className="text-accent">{t('table')}</summary>
        <div className="mt-2">
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
      </details>
    </>
  )
}

/** Oldest on the left. The scale is logarithmic: seconds beside days. */
function DelayPlot({
  delays,
  medianMs,
  p95Ms,
}: {
  delays: readonly PublicationDelay[]
  medianMs: number
  p95Ms: number
}) {
  const t = useTranslations('authorities.report.delay')
  const span = useSpan()
  const plot = plotDelays(
    delays.map(({ delayMs }) => delayMs),
    { medianMs, p95Ms },
  )
  return (
    <svg
      viewBox={`0 0 ${String(PLOT_WIDTH)} ${String(PLOT_HEIGHT)}`}
      className="mt-3 w-full max-w-160"
      role="img"
      aria-label={t('summary', { count: delays.length, median: span(medianMs), p95: span(p95Ms) })}
    >
      {plot.ticks.map(({ ms, y }) => (
        <g key={ms} className="text-ink-3">
          <line x1={56} x2={PLOT_WIDTH} y1={y} y2={y} className="stroke-line" />
          <text x={50} y={y + 4} textAnchor="end" fontSize={11} fill="currentColor">
            {span(ms)}
          </text>
        </g>
      ))}
      {[plot.median, plot.p95].map((y, index) => (
        <line
          key={index}
          x1={56}
          x2={PLOT_WIDTH}
          y1={y}
          y2={y}
          className="stroke-ink-3"
          strokeDasharray={index === 0 ? undefined : '4 3'}
        />
      ))}
      <g className="text-accent" fill="currentColor">
        {plot.dots.map(({ x, y }, index) => (
          <circle key={index} cx={x} cy={y} r={3} />
        ))}
      </g>
    </svg>
  )
}
