'use client'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { VendorUnreachable } from '#components/shell/states/vendor-unreachable.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Notice, NoticeFact, NoticeFacts } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { instantOf } from '#lib/core/format.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

type Unreachable = NonNullable<SyncStatus['unreachable']>
const causes = ['forbidden', 'clock_off', 'no_credentials', 'throttled', 'malformed', 'refused'] as const

/**
 * Above a list that goes on: the vendor is silent, or answers and gives nothing. Since when, how old the list is, when
 * the next try comes; and that nothing can be revoked until then.
 */
export function MirrorNotice({
  sync,
  renderedAt,
  children,
}: {
  sync: SyncStatus | null
  renderedAt: number
  /** A button under the notice. */
  children?: ReactNode
}) {
  if (sync?.unreachable == null) return null
  const { unreachable, asOf } = sync
  return (
    <div className="px-5 pb-3 max-rail:px-4">
      {unreachable.kind === 'unreachable' ? (
        <VendorUnreachable
          since={instantOf(unreachable.since) ?? renderedAt}
          readAt={asOf === null ? null : instantOf(asOf)}
          nextTryAt={instantOf(unreachable.nextTryAt)}
          renderedAt={renderedAt}
        >
          {children}
        </VendorUnreachable>
      ) : (
        <div className="grid gap-3">
          <VendorRefuses unreachable={unreachable} asOf={asOf} renderedAt={renderedAt} />
          {children === undefined ? null : <div className="flex flex-wrap gap-2">{children}</div>}
        </div>
      )}
    </div>
  )
}

function VendorRefuses({
  unreachable: { since, nextTryAt, kind, code, requestId },
  asOf,
  renderedAt,
}: {
  unreachable: Unreachable
  asOf: string | null
  renderedAt: number
}) {
  const t = useTranslations('certificates.refused')
  const states = useTranslations('states')
  const words = useVendorWords()
  const cause = causes.find((known) => known === kind) ?? 'refused'
  const age = (at: string) => () => <RelativeAge at={instantOf(at) ?? renderedAt} renderedAt={renderedAt} inline />
  return (
    <Notice live="status" title={t.rich('title', { ...words, since: () => <Instant at={since} precision="time" /> })}>
      {t(`cause.${cause}`, words)}{' '}
      {asOf === null ? null : <span>{states.rich('unreachable.age', { age: age(asOf) })} </span>}
      {states('unreachable.off')} {states.rich('unreachable.next', { age: age(nextTryAt) })}
      {code === null && requestId === null ? null : (
        <NoticeFacts>
          {code === null ? null : (
            <NoticeFact label={t('code')}>
              <span className="mono">
                <UntrustedText text={code} />
              </span>
            </NoticeFact>
          )}
          {requestId === null ? null : (
            <NoticeFact label={states('requestId')}>
              <RequestId value={requestId} />
            </NoticeFact>
          )}
        </NoticeFacts>
      )}
    </Notice>
  )
}
