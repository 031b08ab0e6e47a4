'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { Pagination } from '#components/ui/pagination.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import { formatCount } from '#lib/core/format.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'
import { conditionsIn, listHref } from './address.ts'
import { axisOf } from './axis.ts'
import { CertificateRow } from './certificate-row.tsx'
import { CertificateSkeletonRows } from './certificate-skeleton-rows.tsx'
import { CertificateTable } from './certificate-table.tsx'
import { totalOf } from './found-count.tsx'
import { moveBetweenRows } from './keys.ts'
import type { ListQuery } from './use-certificate-list.ts'

// Neither is part of most visits: the dialog is loaded when a row asks for it, the states when there are no rows.
const RevokeDialog = lazy(() => import('../revoke-dialog.tsx').then((module) => ({ default: module.RevokeDialog })))
const NothingMatches = lazy(() => import('./list-states.tsx').then((module) => ({ default: module.NothingMatches })))
const NoCertificates = lazy(() => import('./list-states.tsx').then((module) => ({ default: module.NoCertificates })))
const ListFailure = lazy(() => import('./list-states.tsx').then((module) => ({ default: module.ListFailure })))

type Props = {
  filter: CertificateFilter
  list: ListQuery
  facets: CertificateFacets | undefined
  sync: SyncStatus | null
  /** Epoch ms, by the minute. */
  now: number
  renderedAt: number
  mayRevoke: boolean
  /** The button that reads again, for whoever may. */
  again: ReactNode
  /** Where the focus goes when the row of a dialog has gone. */
  focusSearch: () => HTMLElement | null
}

/** The table with its foot, or what stands in its place. */
export function ListBody(props: Props) {
  return (
    <Suspense>
      <Body {...props} />
    </Suspense>
  )
}

function Body(props: Props) {
  const { filter, list, facets, sync, renderedAt, again } = props
  const { data, error } = list
  if (data === undefined && error !== null) {
    return <ListFailure error={error} filter={filter} onRetry={() => void list.refetch()} />
  }
  if (data === undefined || data.items.length > 0) return <ListTable {...props} />
  const isNarrowed = conditionsIn(filter).length > 0 || filter.cursor !== undefined
  if (isNarrowed) return <NothingMatches filter={filter} facets={facets} sync={sync} />
  return <NoCertificates sync={sync} renderedAt={renderedAt} again={again} />
}

function ListTable({ filter, list, facets, sync, now, mayRevoke, focusSearch }: Props) {
  const t = useTranslations('certificates.found')
  const [revoking, setRevoking] = useState<string | null>(null)
  const onRevoke = useCallback((identifier: string) => setRevoking(identifier), [])
  const top = useTopOfPage(filter.cursor)
  const { data, isPlaceholderData } = list
  const axis = axisOf(facets?.validity, now)
  const isReachable = sync === null || sync.unreachable === null
  return (
    <div ref={top} className="flex min-w-0 scroll-mt-[var(--banner)] flex-col border-line side:border-l">
      <div onKeyDown={moveBetweenRows}>
        <CertificateTable
          filter={filter}
          validity={facets?.validity}
          now={now}
          isBusy={data === undefined || isPlaceholderData}
        >
          {data === undefined ? (
            <CertificateSkeletonRows />
          ) : (
            data.items.map((item) => (
              <CertificateRow
                key={item.identifier}
                item={item}
                axisFrom={axis.from}
                axisTo={axis.to}
                now={now}
                mayRevoke={mayRevoke}
                isReachable={isReachable}
                isOpen={revoking === item.identifier}
                onRevoke={onRevoke}
              />
            ))
          )}
        </CertificateTable>
      </div>
      {data === undefined ? null : (
        <Pagination
          summary={t('shown', { shown: formatCount(data.items.length), total: totalOf(data) })}
          previousHref={data.previousCursor === null ? null : listHref({ ...filter, cursor: data.previousCursor })}
          nextHref={data.nextCursor === null ? null : listHref({ ...filter, cursor: data.nextCursor })}
        />
      )}
      {revoking === null ? null : (
        <Suspense>
          <RevokeDialog identifier={revoking} onClose={() => setRevoking(null)} returnFocus={focusSearch} />
        </Suspense>
      )}
    </div>
  )
}

/** Another page is read from its top; the focus stays on the button, so that it can be pressed again. */
function useTopOfPage(cursor: string | undefined) {
  const top = useRef<HTMLDivElement>(null)
  const shown = useRef(cursor)
  useEffect(() => {
    if (shown.current === cursor) return
    shown.current = cursor
    if ((top.current?.getBoundingClientRect().top ?? 0) < 0) top.current?.scrollIntoView({ block: 'start' })
  }, [cursor])
  return top
}
