'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useCallback, useState, type ReactNode } from 'react'
import { LiveRegion } from '#components/ui/live-region.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets, CertificateItem } from '#lib/certificates/schema.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'
import type { HeldOff } from '../held-off.ts'
import { conditionsIn } from './address.ts'
import { ListFailure } from './list-failure.tsx'
import { linkOfRow, rowInPlaceOf, useHelpKey } from './keys.ts'
import { ListTable } from './list-table.tsx'
import type { ListQuery } from './use-certificate-list.ts'
import { useSelection, type SelectionState } from './use-selection.ts'

// None is part of most visits: the dialog is loaded when a row asks for it, the states when there are no rows. Why
// there are none may be that nothing can be loaded any more: the failure is here already.
const RevokeDialog = lazy(() => import('../revoke-dialog.tsx').then((module) => ({ default: module.RevokeDialog })))
const NothingMatches = lazy(() => import('./list-states.tsx').then((module) => ({ default: module.NothingMatches })))
const KeysSheet = lazy(() => import('./keys-sheet.tsx').then((module) => ({ default: module.KeysSheet })))
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

/** Dialog and selection stand beside the list, not in it: they stay when the last row goes. */
function Body(props: Props) {
  const t = useTranslations('certificates.selection')
  const selected = useSelection(props.filter, props.list.isPlaceholderData)
  const [isHelpOpen, setHelpOpen] = useState(false)
  const onHelp = useCallback(() => setHelpOpen(true), [])
  useHelpKey(onHelp)
  const items = props.list.data?.items ?? noItems
  const [asked, setAsked] = useState<{ identifier: string; among: typeof items } | null>(null)
  const onRevoke = useCallback((identifier: string) => setAsked({ identifier, among: items }), [items])
  return (
    <>
      <Found {...props} revoking={asked?.identifier ?? null} onRevoke={onRevoke} selected={selected} onHelp={onHelp} />
      <LiveRegion>{selected.wasCleared ? t('cleared') : null}</LiveRegion>
      {asked === null ? null : (
        <Suspense>
          <RevokeDialog identifier={asked.identifier} onClose={() => setAsked(null)} returnFocus={nextRow} />
        </Suspense>
      )}
      {isHelpOpen ? (
        <Suspense>
          <KeysSheet onClose={() => setHelpOpen(false)} />
        </Suspense>
      ) : null}
    </>
  )

  function nextRow(): HTMLElement | null {
    const row = asked === null ? null : rowInPlaceOf(asked.identifier, asked.among, items)
    return (row === null ? null : linkOfRow(row)) ?? props.focusSearch()
  }
}

const noItems: readonly CertificateItem[] = []

type Acts = {
  revoking: string | null
  onRevoke: (identifier: string) => void
  selected: SelectionState
  /** Asks for the list of keys. */
  onHelp: () => void
}

function Found(props: Props & Acts) {
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
