import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { auditAddressOf } from '#components/audit/audit-address.ts'
import { AuditChips } from '#components/audit/audit-chips.tsx'
import { AuditExports } from '#components/audit/audit-exports.tsx'
import { AuditFailure } from '#components/audit/audit-failure.tsx'
import { AuditFilterBar } from '#components/audit/audit-filter-bar.tsx'
import { AuditLog } from '#components/audit/audit-log.tsx'
import { NoRecords } from '#components/audit/no-records.tsx'
import { PackWords } from '#components/audit/pack-export.tsx'
import { packRangeOf } from '#components/audit/pack-range.ts'
import { ShippingLate } from '#components/audit/shipping-late.tsx'
import { SigningStopped } from '#components/audit/signing-stopped.tsx'
import { VerifyBar } from '#components/audit/verify-bar.tsx'
import { ClientMessages } from '#components/shell/client-messages.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { readCheckpointStanding } from '#lib/audit/server/checkpoint-standing.ts'
import { getAuditRecord } from '#lib/audit/server/get-record.ts'
import { listAudit } from '#lib/audit/server/list.ts'
import { mostHelpfulRemoval } from '#lib/audit/server/removal.ts'
import { readShippingStanding } from '#lib/audit/server/ship/standing.ts'
import { currentActor } from '#lib/auth/server/current-actor.ts'
import { isTooMuchFor } from '#lib/evidence/server/pack/gather.ts'
import { contextFor } from '#lib/http/server/context.ts'
import { searchParamsOf, type PageSearchParams } from '#lib/http/search-input.ts'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('audit'))('title') }
}

/** Everything that was done and tried, newest first. The whole state of the page is its address. */
export default async function AuditPage({ searchParams }: { searchParams: PageSearchParams }) {
  const t = await getTranslations('audit')
  const address = auditAddressOf(searchParamsOf(await searchParams))
  const actor = await currentActor()
  const role = actor.kind === 'user' ? actor.role : null
  if (address === null) return <AuditFailure error={{ code: 'unknown_condition' }} role={role} />
  const { filter, open } = address
  const ctx = await contextFor(actor)
  const page = await listAudit(ctx, filter)
  if (!page.ok) return <AuditFailure error={page.error} role={role} />
  const range = packRangeOf(filter)
  const pack = typeof range !== 'string' && (await isTooMuchFor(ctx, range)) ? 'too_many' : range
  const { head, refused } = await readCheckpointStanding(ctx.db)
  const opened = open === null ? null : await getAuditRecord(ctx, { sequence: open })
  const isEmpty = page.value.items.length === 0 && opened?.ok !== true
  return (
    <ClientMessages namespaces={['audit', 'reasons']}>
      <PageHead title={t('title')}>
        <AuditExports filter={filter} head={head} pack={pack} role={role} />
      </PageHead>
      <PackWords offer={pack} role={role} />
      <VerifyBar role={role} />
      <SigningStopped refused={refused} />
      <ShippingLate destinations={await readShippingStanding(ctx.db, ctx.clock.now())} />
      <AuditFilterBar filter={filter} />
      <AuditChips filter={filter} />
      {isEmpty ? (
        <NoRecords removal={await mostHelpfulRemoval(ctx, filter)} />
      ) : (
        <AuditLog page={page.value} filter={filter} opened={opened?.ok === true ? opened.value : null} />
      )}
    </ClientMessages>
  )
}
