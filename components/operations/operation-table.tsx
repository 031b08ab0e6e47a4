'use client'
import { useTranslations } from 'next-intl'
import { nameOf } from '#components/certificates/name-of.ts'
import type { ReactNode } from 'react'
import { Absent } from '#components/ui/absent.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { NameLink } from '#components/ui/name-link.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { formatUtcDate, formatUtcTime, instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import type { OperationSummary } from '#lib/operations/operation.ts'
import { isOpen, isUnattended } from '#lib/operations/state.ts'
import { NextReading } from './next-reading.tsx'
import { OperationOutcome } from './operation-outcome.tsx'

/** The frame of the table with its heads, for rows or for their skeleton. */
export function OperationTableFrame({
  label,
  busy = false,
  children,
}: {
  label: string
  busy?: boolean
  children: ReactNode
}) {
  const t = useTranslations('operations.column')
  return (
    <Table label={label} busy={busy} density="log" stacks>
      <thead>
        <tr>
          <ColumnHead className="w-43">{t('requested')}</ColumnHead>
          <ColumnHead className="w-22">{t('kind')}</ColumnHead>
          <ColumnHead>{t('certificate')}</ColumnHead>
          <ColumnHead className="w-62">{t('state')}</ColumnHead>
          <ColumnHead from={780} className="w-30">
            {t('requestId')}
          </ColumnHead>
          <ColumnHead from={980} className="w-46">
            {t('by')}
          </ColumnHead>
          <ColumnHead from={1100} className="w-30">
            {t('ticket')}
          </ColumnHead>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  )
}

/** One operation a row; the name leads to its receipt. */
export function OperationRow({ operation, renderedAt }: { operation: OperationSummary; renderedAt: number }) {
  const t = useTranslations('operations')
  const { id, kind, requestId, requestedBy, requestedAt, ticket } = operation
  return (
    <Row>
      <Cell phone="start" tone="quiet">
        <RowInstant at={requestedAt} />
      </Cell>
      <Cell phone="end">{t(`kind.${kind}`)}</Cell>
      <Cell phone="name">
        <NameLink href={paths.operation(id)} name={nameOf(operation)} />
      </Cell>
      <Cell phone="status">
        <span className="flex items-center gap-2">
          <OperationOutcome operation={operation} />
          <WaitsFor operation={operation} renderedAt={renderedAt} />
        </span>
      </Cell>
      <Cell from={780} tone="quiet">
        {requestId === null ? <Absent /> : <RequestId value={requestId} look="short" />}
      </Cell>
      <Cell from={980} tone="quiet">
        <UntrustedText text={requestedBy} cut />
      </Cell>
      <Cell from={1100} tone="quiet">
        {ticket === '' ? <Absent /> : <UntrustedText text={ticket} cut />}
      </Cell>
    </Row>
  )
}

/** Beside the outcome: the next reading, the day, or that nobody has looked at it yet. */
function WaitsFor({ operation, renderedAt }: { operation: OperationSummary; renderedAt: number }) {
  const t = useTranslations('operations')
  const { state, dueAt, nextReadAt } = operation
  if (state === 'scheduled') {
    return (
      <Beside>
        <NextReading at={dueAt} renderedAt={renderedAt} told={(countdown) => countdown} due={t('overdue')} />
      </Beside>
    )
  }
  if (isUnattended(operation)) return <Beside>{t('unattended')}</Beside>
  if (state === 'pending' || !isOpen(state)) return null
  return (
    <Beside>
      <NextReading
        at={nextReadAt}
        renderedAt={renderedAt}
        told={(countdown) => t.rich('next', { next: () => countdown })}
        due={t('nextNow')}
      />
    </Beside>
  )
}

function Beside({ children }: { children: ReactNode }) {
  return <span className="truncate text-small text-ink-3">{children}</span>
}

/** The unit stands in the head: `2026-11-24 12:03:11`. */
function RowInstant({ at }: { at: string }) {
  const epochMs = instantOf(at)
  if (epochMs === null) return <Absent />
  return (
    <time dateTime={at} className="mono">
      {`${formatUtcDate(epochMs)} ${formatUtcTime(epochMs)}`}
    </time>
  )
}
