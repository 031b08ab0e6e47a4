import { useTranslations } from 'next-intl'
import { Fragment } from 'react'
import { Pagination } from '#components/ui/pagination.tsx'
import type { AuditPage, AuditRecordDetail } from '#lib/audit/entry.ts'
import type { AuditPageRequest } from '#lib/audit/filter.ts'
import { auditHref } from './audit-address.ts'
import { AuditDetailRow } from './audit-detail.tsx'
import { auditColumns, AuditRow, AuditTableFrame } from './audit-table.tsx'

/**
 * One page of the log, newest first, with the record that the address opens. The log grows: where the page does not
 * hold that record any more, it stands first.
 */
export function AuditLog({
  page: { items, previousCursor, nextCursor },
  filter,
  opened,
}: {
  page: AuditPage
  filter: AuditPageRequest
  opened: AuditRecordDetail | null
}) {
  const t = useTranslations('audit')
  const at = (cursor: string | null) => (cursor === null ? null : auditHref({ ...filter, cursor }))
  const isElsewhere = opened !== null && items.every(({ sequence }) => sequence !== opened.sequence)
  return (
    <>
      <AuditTableFrame>
        {(isElsewhere ? [opened, ...items] : items).map((entry) => {
          const isOpen = opened?.sequence === entry.sequence
          return (
            <Fragment key={entry.sequence}>
              <AuditRow entry={entry} isOpen={isOpen} href={auditHref(filter, isOpen ? null : entry.sequence)} />
              {isOpen ? <AuditDetailRow record={opened} columns={auditColumns.length} /> : null}
            </Fragment>
          )
        })}
      </AuditTableFrame>
      <Pagination
        summary={t('shown', { count: items.length })}
        previousHref={at(previousCursor)}
        nextHref={at(nextCursor)}
      />
    </>
  )
}
