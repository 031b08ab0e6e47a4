'use client'
import { useTranslations } from 'next-intl'
import { Section } from '#components/ui/document.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { formatCount } from '#lib/core/format.ts'
import type { OperationDetail } from '#lib/operations/operation.ts'
import { isOpen } from '#lib/operations/state.ts'
import { CauseWord } from './cause-word.tsx'
import { Countdown } from './receipt-step-list.tsx'

const findings = ['done', 'gone', 'not_done', 'unreadable'] as const

/**
 * What reading back has shown so far; left out where nothing had to be read. Before there is a call: the tries to carry
 * it out.
 */
export function ReadingsSection({ operation, renderedAt }: { operation: OperationDetail; renderedAt: number }) {
  const t = useTranslations('receipt.reading')
  const { id, kind, state, readings, readingsMade, nextReadAt, exchange } = operation
  const isTried = exchange === null
  const isRead = (state !== 'pending' && isOpen(state)) || (state === 'scheduled' && readings.length > 0)
  const title = t(isTried ? 'triesTitle' : 'title')
  if (readings.length === 0 && !isRead) return null
  return (
    <Section
      id={`readings-${id}`}
      title={title}
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
        <Table label={title} density="log" bleed={false}>
          <thead>
            <tr>
              <ColumnHead>{t('at')}</ColumnHead>
              <ColumnHead>{t(isTried ? 'kept_from_it' : 'finding')}</ColumnHead>
            </tr>
          </thead>
          <tbody>
            {readings.map(({ at, found, failure }) => (
              <Row key={at}>
                <Cell>
                  <span className="mono">
                    <Instant at={at} />
                  </span>
                </Cell>
                <Cell>
                  {isTried ? (
                    <CauseWord cause={failure} />
                  ) : (
                    t(`found.${kind}.${findings.find((known) => known === found) ?? 'unreadable'}`)
                  )}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      )}
    </Section>
  )
}
