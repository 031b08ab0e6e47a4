'use client'
import { useTranslations } from 'next-intl'
import { Section } from '#components/ui/document.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { formatCount } from '#lib/core/format.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { isOpen } from '#lib/operations/state.ts'
import { Countdown } from './receipt-step-list.tsx'

const findings = ['done', 'gone', 'not_done', 'unreadable'] as const

/** What reading back has shown so far; left out where nothing had to be read. */
export function ReadingsSection({ operation, renderedAt }: { operation: OperationDetail; renderedAt: number }) {
  const t = useTranslations('receipt.reading')
  const { id, kind, state, readings, readingsMade, nextReadAt } = operation
  const isRead = state !== 'pending' && isOpen(state)
  if (readings.length === 0 && !isRead) return null
  return (
    <Section
      id={`readings-${id}`}
      title={t('title')}
      remark={isRead ? <Countdown at={nextReadAt} renderedAt={renderedAt} /> : undefined}
    >
      {readingsMade > readings.length ? (
        <p className="mb-2 text-ink-2">
          {t('kept', { made: formatCount(readingsMade), last: formatCount(readings.length - 1) })}
        </p>
      ) : null}
      {readings.length === 0 ? (
        <p className="text-ink-2">{t('none')}</p>
      ) : (
        <Table label={t('title')} density="log" bleed={false}>
          <thead>
            <tr>
              <ColumnHead>{t('at')}</ColumnHead>
              <ColumnHead>{t('finding')}</ColumnHead>
            </tr>
          </thead>
          <tbody>
            {readings.map(({ at, found }) => (
              <Row key={at}>
                <Cell>
                  <span className="mono">
                    <Instant at={at} />
                  </span>
                </Cell>
                <Cell>{t(`found.${kind}.${findings.find((known) => known === found) ?? 'unreadable'}`)}</Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  )
}
