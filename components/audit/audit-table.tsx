import Link from 'next/link'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { nameOf } from '#components/certificates/name-of.ts'
import { Absent } from '#components/ui/absent.tsx'
import { classNames } from '#components/ui/class-names.ts'
import { RequestId } from '#components/ui/identifier.tsx'
import type { SkeletonColumn } from '#components/ui/skeleton.tsx'
import { Cell, ColumnHead, Row, Table } from '#components/ui/table.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { AuditEntry } from '#lib/audit/entry.ts'
import { formatCount, formatUtcDate, formatUtcTime, instantOf } from '#lib/core/format.ts'
import { paths } from '#lib/core/paths.ts'
import { ActionName, OutcomeMark } from './audit-words.tsx'

/** The columns as a skeleton draws them. */
export const auditColumns: readonly SkeletonColumn[] = [
  { share: 0.9, phone: 'end', align: 'right', from: 780 },
  { share: 0.95, phone: 'start' },
  { share: 0.7, phone: 'middle' },
  { share: 0.6, phone: 'name' },
  { share: 0.6, phone: 'strip', from: 900 },
  { share: 0.6, phone: 'status' },
  { share: 0.8, from: 1030 },
]

/** The frame of the log with its heads, for records or for their skeleton. */
export function AuditTableFrame({ busy = false, children }: { busy?: boolean; children: ReactNode }) {
  const t = useTranslations('audit')
  return (
    <Table label={t('label')} busy={busy} density="log" stacks="tall">
      <thead>
        <tr>
          <ColumnHead align="right" from={780} className="w-19">
            {t('column.sequence')}
          </ColumnHead>
          <ColumnHead className="w-42">{t('column.at')}</ColumnHead>
          <ColumnHead>{t('column.actor')}</ColumnHead>
          <ColumnHead className="w-44">{t('column.action')}</ColumnHead>
          <ColumnHead from={900}>{t('column.certificate')}</ColumnHead>
          <ColumnHead className="w-46">{t('column.outcome')}</ColumnHead>
          <ColumnHead from={1030} className="w-30">
            {t('column.requestId')}
          </ColumnHead>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </Table>
  )
}

/** One record a row; what was done leads to its detail, and from an open one back. */
export function AuditRow({ entry, href, isOpen }: { entry: AuditEntry; href: string; isOpen: boolean }) {
  const { sequence, at, actor, via, action, commonName, identifier, outcome, requestId } = entry
  const isWrite = action === 'revoke_certificate' || action === 'delete_certificate'
  return (
    <Row open={isOpen}>
      <Cell phone="end" align="right" from={780} tone="quiet">
        <span className="mono">{formatCount(sequence)}</span>
      </Cell>
      <Cell phone="start" tone="quiet">
        <RowInstant at={at} />
      </Cell>
      <Cell phone="middle">
        <UntrustedText text={via === null ? actor : `${actor} (${via})`} cut />
      </Cell>
      <Cell phone="name">
        <Link
          href={href}
          prefetch={false}
          scroll={false}
          aria-expanded={isOpen}
          className={classNames('text-inherit', isWrite && 'font-semibold')}
        >
          <ActionName action={action} />
          <span className="sr-only">{` #${formatCount(sequence)}`}</span>
        </Link>
      </Cell>
      <Cell phone={identifier === null ? 'none' : 'strip'} from={900}>
        {identifier === null ? (
          <Absent />
        ) : (
          <UntrustedText text={nameOf({ commonName: commonName ?? '', identifier })} cut />
        )}
      </Cell>
      <Cell phone="status">
        <OutcomeMark outcome={outcome} />
      </Cell>
      <Cell from={1030} tone="quiet">
        {requestId === null ? (
          <Absent />
        ) : (
          <TextLink href={paths.request(requestId)}>
            <RequestId value={requestId} look="short" />
          </TextLink>
        )}
      </Cell>
    </Row>
  )
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
