'use client'
import { useTranslations } from 'next-intl'
import { Fragment, useEffect, useRef } from 'react'
import { CheckboxMark } from '#components/ui/checkbox.tsx'
import { classNames } from '#components/ui/class-names.ts'
import { RowGap } from '#components/ui/table.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets, CertificateItem } from '#lib/certificates/schema.ts'
import type { HeldOff } from '../held-off.ts'
import { axisOf } from './axis.ts'
import { CertificateRow } from './certificate-row.tsx'
import { CertificateSkeletonRows } from './certificate-skeleton-rows.tsx'
import { CertificateTable } from './certificate-table.tsx'
import { ListFoot } from './list-foot.tsx'
import { linkOfRow } from './keys.ts'
import { drawnRows, useRowWindow } from './row-window.ts'
import { isWholePage, pageToggled } from './selection.ts'
import type { ListQuery } from './use-certificate-list.ts'
import { useColumnIds, useColumns } from './use-columns.ts'
import { useRows } from './use-rows.ts'
import type { SelectionState } from './use-selection.ts'

const noItems: readonly CertificateItem[] = []

/** The rows of a page with their heads, and the foot: what is selected or shown, and the way on. */
export function ListTable({
  filter,
  list: { data, isPlaceholderData },
  facets,
  now,
  mayRevoke,
  heldOff,
  revoking,
  onRevoke,
  selected,
  onHelp,
}: {
  filter: CertificateFilter
  list: ListQuery
  facets: CertificateFacets | undefined
  /** Epoch ms, by the minute. */
  now: number
  mayRevoke: boolean
  heldOff: HeldOff | null
  /** The certificate whose dialog is open. */
  revoking: string | null
  onRevoke: (identifier: string) => void
  selected: SelectionState
  onHelp: () => void
}) {
  const t = useTranslations('certificates.selection')
  const top = useTopOfPage(filter.cursor)
  const axis = axisOf(facets?.validity, now)
  const isWaiting = data === undefined || (isPlaceholderData && data.items.length === 0)
  const items = isWaiting ? noItems : data.items
  const shown = useColumns(filter.columns)
  const columns = useColumnIds(shown)
  const body = useRef<HTMLDivElement>(null)
  const { selection, change } = selected
  const { current, ...handlers } = useRows(items, body, selected)
  const { rows, rest } = drawnRows(useRowWindow(items.length, body), current, items.length)
  return (
    <div
      ref={top}
      className={classNames(
        'flex min-w-0 scroll-mt-[var(--banner)] flex-col border-line side:border-l',
        // In the place of words that nothing matches: a fast answer shows no table between them and others of its own.
        isWaiting && data !== undefined && 'skeleton',
      )}
    >
      <div ref={body} {...handlers}>
        <CertificateTable
          filter={filter}
          validity={facets?.validity}
          now={now}
          isBusy={data === undefined || isPlaceholderData}
          rowCount={items.length + 1}
          selectAll={
            <span className="mr-2 inline-flex align-[-0.2rem] max-rail:hidden">
              <CheckboxMark
                checked={isWholePage(selection, items)}
                onChange={() => change((before) => pageToggled(before, items))}
                aria-label={t('page')}
              />
            </span>
          }
        >
          {isWaiting ? (
            <CertificateSkeletonRows columns={shown} />
          ) : (
            rows.map(({ index, gap }) => {
              const item = items[index]
              if (item === undefined) return null
              return (
                <Fragment key={item.identifier}>
                  {/* Another gap is another element: of one that stays the browser would say that it has moved. */}
                  {gap > 0 ? <RowGap key={gap} rows={gap} /> : null}
                  <CertificateRow
                    item={item}
                    columns={columns}
                    givesWay={shown.isDefault}
                    axisFrom={axis.from}
                    axisTo={axis.to}
                    isAxisKnown={facets !== undefined}
                    now={now}
                    mayRevoke={mayRevoke}
                    heldOff={heldOff}
                    index={index}
                    isCurrent={index === current}
                    isSelected={selection.chosen.has(item.identifier)}
                    isOpen={revoking === item.identifier}
                    onRevoke={onRevoke}
                  />
                </Fragment>
              )
            })
          )}
          {rest > 0 ? <RowGap key={rest} rows={rest} /> : null}
        </CertificateTable>
      </div>
      {isWaiting ? null : (
        <ListFoot
          filter={filter}
          data={data}
          isRenewing={isPlaceholderData}
          selected={selected}
          focusRow={() => linkOfRow(items[current]?.identifier ?? '')?.focus()}
          onHelp={onHelp}
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
    top.current?.querySelector('.table-scroll')?.scrollTo({ top: 0 })
    if ((top.current?.getBoundingClientRect().top ?? 0) < 0) top.current?.scrollIntoView({ block: 'start' })
  }, [cursor])
  return top
}
