'use client'
import { useTranslations } from 'next-intl'
import { ClockSkew } from '#components/shell/clock-skew.tsx'
import { NextTry, VendorUnreachable } from '#components/shell/states/vendor-unreachable.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { RequestId } from '#components/ui/identifier.tsx'
import { Instant } from '#components/ui/instant.tsx'
import { Notice, NoticeFact, NoticeFacts } from '#components/ui/notice.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { Sentences } from '#components/ui/sentences.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import { instantOf } from '#lib/core/format.ts'
import type { StoreFailure } from '#lib/db/server/store-error.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'

type Unreachable = NonNullable<SyncStatus['unreachable']>
const causes = ['forbidden', 'clock_off', 'no_credentials', 'throttled', 'malformed', 'refused'] as const

/**
 * Above a list that goes on: nothing can be recorded, or the vendor is silent, or it answers and gives nothing. Since
 * when, how old the list is, when the next try comes; and that nothing can be revoked until then.
 */
export function MirrorNotice({
  sync,
  store = sync.unwritable,
  renderedAt,
}: {
  sync: SyncStatus
  /** Why nothing can be recorded, where the page knows it later than `sync` does. */
  store?: StoreFailure | null
  renderedAt: number
}) {
  const { unreachable, asOf } = sync
  if (unreachable === null && store === null) return null
  return (
    <div className="grid gap-3 px-5 pb-3 max-rail:px-4">
      {store === null ? null : <Unwritable failure={store} />}
      {unreachable === null ? null : unreachable.kind === 'unreachable' ? (
        <VendorUnreachable
          since={instantOf(unreachable.since) ?? renderedAt}
          readAt={asOf === null ? null : instantOf(asOf)}
          nextTryAt={instantOf(unreachable.nextTryAt)}
          renderedAt={renderedAt}
        />
      ) : (
        <VendorRefuses unreachable={unreachable} asOf={asOf} renderedAt={renderedAt} />
      )}
    </div>
  )
}

function Unwritable({ failure }: { failure: StoreFailure }) {
  const t = useTranslations('states.unwritable')
  return (
    <Notice live="status" title={t('title')}>
      <Sentences>
        {t(`cause.${failure}`)}
        {t('off')}
      </Sentences>
    </Notice>
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
  return (
    <Notice live="status" title={t.rich('title', { ...words, since: () => <Instant at={since} precision="time" /> })}>
      <Sentences>
        <span>
          {t(`cause.${cause}`, words)}
          {cause === 'clock_off' ? <ClockSkew /> : null}
        </span>
        {asOf === null ? null : (
          <span>{states.rich('unreachable.age', { age: () => <Age at={asOf} renderedAt={renderedAt} /> })}</span>
        )}
        {states('unreachable.off')}
        <NextTry at={instantOf(nextTryAt) ?? renderedAt} renderedAt={renderedAt} />
      </Sentences>
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

function Age({ at, renderedAt }: { at: string; renderedAt: number }) {
  return <RelativeAge at={instantOf(at) ?? renderedAt} renderedAt={renderedAt} inline />
}
