'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useCallback, useEffect, useRef, useState, type ReactNode } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { Pagination } from '#components/ui/pagination.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets, CertificateItem } from '#lib/certificates/schema.ts'
import { formatCount, formatTotal } from '#lib/core/format.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'
import type { HeldOff } from '../held-off.ts'
import { conditionsIn, listHref } from './address.ts'
import { axisOf } from './axis.ts'
import { CertificateRow } from './certificate-row.tsx'
import { CertificateSkeletonRows } from './certificate-skeleton-rows.tsx'
import { CertificateTable } from './certificate-table.tsx'
import { ListFailure } from './list-failure.tsx'
import { linkOfRow, moveBetweenRows, rowInPlaceOf } from './keys.ts'
import type { ListQuery } from './use-certificate-list.ts'

// Neither is part of most visits: the dialog is loaded when a row asks for it, the states when there are no rows. Why
// there are none may be that nothing can be loaded any more: the failure is here already.
const RevokeDialog = lazy(() => import('../revoke-dialog.tsx').then((module) => ({ default: module.RevokeDialog })))
const NothingMatches = lazy(() => import('./list-states.tsx').then((module) => ({ default: module.NothingMatches })))
const NoCertificates = lazy(() => import('./list-states.tsx').then((module) => ({ default: module.NoCertificates })))

type Props = {
  filter: CertificateFilter
  list: ListQuery
  facets: CertificateFacets | undefined
  sync: SyncStatus | null
  /** Epoch ms, by the minute. */
  now: number
  renderedAt: number
  mayRevoke: boolean
  /** Why nothing can be revoked just now. */
  heldOff: HeldOff | null
  /** The button that reads again, for whoever may. */
  again: ReactNode
  /** Where the focus goes when a dialog has been closed and no row is left. */
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

/** The dialog stands beside the list, not in it: it stays when the last row goes. */
function Body(props: Props) {
  const items = props.list.data?.items ?? noItems
  const [asked, setAsked] = useState<{ identifier: string; among: typeof items } | null>(null)
  const onRevoke = useCallback((identifier: string) => setAsked({ identifier, among: items }), [items])
  return (
    <>
      <Found {...props} revoking={asked?.identifier ?? null} onRevoke={onRevoke} />
      {asked === null ? null : (
        <Suspense>
          <RevokeDialog identifier={asked.identifier} onClose={() => setAsked(null)} returnFocus={nextRow} />
        </Suspense>
      )}
    </>
  )

  function nextRow(): HTMLElement | null {
    const row = asked === null ? null : rowInPlaceOf(asked.identifier, asked.among, items)
    return (row === null ? null : linkOfRow(row)) ?? props.focusSearch()
  }
}

const noItems: readonly CertificateItem[] = []

type Revoking = { revoking: string | null; onRevoke: (identifier: string) => void }

function Found(props: Props & Revoking) {
  const { filter, list, facets, sync, renderedAt, again } = props
  const { data, error, isPlaceholderData } = list
  if (data === undefined && error !== null) {
    return <ListFailure error={error} filter={filter} onRetry={() => void list.refetch()} />
  }
  // That an earlier filter found nothing says nothing about this one.
  if (data === undefined || data.items.length > 0 || isPlaceholderData) return <ListTable {...props} />
  const isNarrowed = conditionsIn(filter).length > 0 || filter.cursor !== undefined
  if (isNarrowed) return <NothingMatches filter={filter} facets={facets} sync={sync} />
  return <NoCertificates sync={sync} renderedAt={renderedAt} again={again} />
}

function ListTable({ filter, list, facets, now, mayRevoke, heldOff, revoking, onRevoke }: Props & Revoking) {
  const t = useTranslations('certificates.found')
  const top = useTopOfPage(filter.cursor)
  const { data, isPlaceholderData } = list
  const axis = axisOf(facets?.validity, now)
  const isWaiting = data === undefined || (isPlaceholderData && data.items.length === 0)
  const hrefOf = (cursor: string | null) => (cursor === null ? null : listHref({ ...filter, cursor }))
  return (
    <div
      ref={top}
      className={classNames(
        'flex min-w-0 scroll-mt-[var(--banner)] flex-col border-line side:border-l',
        // In the place of words that nothing matches: a fast answer shows no table between them and others of its own.
        isWaiting && data !== undefined && 'skeleton',
      )}
    >
      <div onKeyDown={moveBetweenRows}>
        <CertificateTable
          filter={filter}
          validity={facets?.validity}
          now={now}
          isBusy={data === undefined || isPlaceholderData}
        >
          {isWaiting ? (
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
                heldOff={heldOff}
                isOpen={revoking === item.identifier}
                onRevoke={onRevoke}
              />
            ))
          )}
        </CertificateTable>
      </div>
      {isWaiting ? null : (
        <Pagination
          summary={t('shown', { shown: formatCount(data.items.length), total: formatTotal(data) })}
          previousHref={hrefOf(data.previousCursor)}
          nextHref={hrefOf(data.nextCursor)}
          renewing={isPlaceholderData ? listHref(filter) : undefined}
        />
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
