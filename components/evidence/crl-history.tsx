import { useTranslations } from 'next-intl'
import { Absent } from '#components/ui/absent.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { ScrollRegion } from '#components/ui/scroll-region.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { formatCount } from '#lib/core/format.ts'
import { spellText } from '#lib/core/text.ts'
import type { CrlCheck } from '#lib/evidence/health.ts'
import { ProblemWord } from './problem-word.tsx'

/** One row as long as the same was found. */
export function CrlHistory({ checks }: { checks: readonly CrlCheck[] }) {
  const t = useTranslations('authorities.report.history')
  return (
    <ScrollRegion label={t('title')}>
      <div className="max-rail:min-w-160">
        <Table label={t('title')} density="log" bleed={false}>
          <thead>
            <tr role="row">
              <ColumnHead className="w-42 max-rail:w-36">{t('firstAt')}</ColumnHead>
              <ColumnHead className="w-42 max-rail:w-40">{t('lastAt')}</ColumnHead>
              <ColumnHead>{t('found')}</ColumnHead>
              <ColumnHead align="right" className="w-20">
                {t('entries')}
              </ColumnHead>
              <ColumnHead align="right" className="w-18">
                {t('times')}
              </ColumnHead>
            </tr>
          </thead>
          <tbody>
            {checks.map((check) => (
              <Row key={check.id}>
                <Cell>
                  <Instant at={check.firstAt} precision="minute" />
                </Cell>
                <Cell>
                  <Instant at={check.lastAt} precision="minute" />
                </Cell>
                <Cell>
                  <Found check={check} />
                </Cell>
                <Cell align="right" tone="quiet">
                  {check.entries === null ? <Absent /> : formatCount(check.entries)}
                </Cell>
                <Cell align="right" tone="quiet">
                  {formatCount(check.times)}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </ScrollRegion>
  )
}

function Found({ check: { outcome, number } }: { check: CrlCheck }) {
  const t = useTranslations('authorities.report.history')
  if (outcome !== 'read' && outcome !== 'older_copy') return <ProblemWord problem={outcome} />
  const name = number === null ? t('unnumbered') : t('numbered', { number: spellText(number) })
  return outcome === 'read' ? name : t('older', { name })
}
