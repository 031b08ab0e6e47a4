'use client'
import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { LiveRegion } from '#components/ui/live-region.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { DEFAULT_LIMIT, type CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateList } from '#lib/certificates/schema.ts'
import { formatCount, formatTotal } from '#lib/core/format.ts'
import { changed, listHref } from './address.ts'
import { useEscapeKey } from './keys.ts'
import { nothingSelected } from './selection.ts'
import { goToList } from './use-list-address.ts'
import type { SelectionState } from './use-selection.ts'

/** Always in sight under the rows, and always as high: what is shown, or in its place what is selected. */
export function ListFoot({
  filter,
  data,
  isRenewing,
  selected,
  focusRow,
  onHelp,
}: {
  filter: CertificateFilter
  data: CertificateList
  /** The rows are those of an earlier question. */
  isRenewing: boolean
  selected: SelectionState
  /** To the current row. */
  focusRow: () => void
  onHelp: () => void
}) {
  const t = useTranslations('certificates')
  const foot = useRef<HTMLDivElement>(null)
  const words = useSelectedWords(data, selected)
  const clear = () => {
    const hadFocus = foot.current?.contains(document.activeElement) === true
    selected.change(() => nothingSelected)
    // What had it goes.
    if (hadFocus) focusRow()
  }
  const hrefOf = (cursor: string | null) => (cursor === null ? null : listHref({ ...filter, cursor }))
  return (
    <div ref={foot} className="mt-auto bg-sheet rail:sticky rail:bottom-0 rail:z-4">
      <Pagination
        summary={
          <span className="flex min-h-6 flex-wrap items-center gap-x-3.5 gap-y-1">
            {words !== null ? (
              <Selected selected={selected} words={words} onClear={clear} />
            ) : (
              <>
                {selected.wasCleared ? (
                  t('selection.cleared')
                ) : (
                  <span>{t('found.shown', { shown: formatCount(data.items.length), total: formatTotal(data) })}</span>
                )}
                <PageSize filter={filter} />
                <span className="max-rail:hidden">
                  <Button size="small" look="quiet" aria-keyshortcuts="?" onClick={onHelp}>
                    {t('keys.button')} <Kbd>?</Kbd>
                  </Button>
                </span>
              </>
            )}
          </span>
        }
        previousHref={hrefOf(data.previousCursor)}
        nextHref={hrefOf(data.nextCursor)}
        renewing={isRenewing ? listHref(filter) : undefined}
      />
      <LiveRegion>{words === null ? null : `${words.count} ${words.elsewhere}`}</LiveRegion>
    </div>
  )
}

type SelectedWords = { count: string; elsewhere: string }

/** How many are selected, and how many of them on other pages; null where none is. */
function useSelectedWords({ items }: CertificateList, { selection: { chosen } }: SelectionState): SelectedWords | null {
  const t = useTranslations('certificates.selection')
  if (chosen.size === 0) return null
  const here = items.filter(({ identifier }) => chosen.has(identifier)).length
  const elsewhere = chosen.size - here
  return {
    count: t('count', { count: chosen.size }),
    elsewhere: elsewhere === 0 ? '' : t('elsewhere', { count: elsewhere }),
  }
}

/** What is selected and what can be done with it: nothing that changes a certificate. */
function Selected({
  selected: { selection },
  words,
  onClear,
}: {
  selected: SelectionState
  words: SelectedWords
  onClear: () => void
}) {
  const t = useTranslations('certificates.selection')
  useEscapeKey(onClear)
  const chosen = [...selection.chosen.values()]
  const serials = chosen.flatMap(({ serialNumber }) => (serialNumber === '' ? [] : [serialNumber]))
  return (
    <>
      <span className="font-semibold text-ink">
        {words.count}
        {words.elsewhere === '' ? null : <span className="ml-1.5 font-normal">{words.elsewhere}</span>}
      </span>
      <CopyButton
        size="small"
        label={t('copyIdentifiers')}
        value={chosen.map(({ identifier }) => identifier).join('\n')}
      />
      {serials.length === 0 ? null : (
        <CopyButton size="small" label={t('copySerials', { count: serials.length })} value={serials.join('\n')} />
      )}
      <Button size="small" look="quiet" aria-keyshortcuts="Escape" onClick={onClear}>
        {t('clear')}
      </Button>
    </>
  )
}

const pageSizes = [DEFAULT_LIMIT, 100, 200, 500]

function PageSize({ filter }: { filter: CertificateFilter }) {
  const t = useTranslations('certificates')
  const limit = filter.limit ?? DEFAULT_LIMIT
  const sizes = pageSizes.includes(limit) ? pageSizes : [limit, ...pageSizes]
  return (
    <label className="inline-flex items-center gap-1.5">
      {t('pageSize')}
      <span className="relative inline-flex items-center">
        <select
          value={limit}
          onChange={({ target }) => {
            const chosen = Number(target.value)
            goToList(changed(filter, { limit: chosen === DEFAULT_LIMIT ? undefined : chosen }))
          }}
          className="page-size"
        >
          {sizes.map((size) => (
            <option key={size}>{size}</option>
          ))}
        </select>
        <Icon name="caret" size="caret" className="pointer-events-none absolute right-1.5 text-ink-2" />
      </span>
    </label>
  )
}
