'use client'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Icon } from '#components/ui/icon.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { DEFAULT_LIMIT, type CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateList } from '#lib/certificates/schema.ts'
import { formatCount, formatTotal } from '#lib/core/format.ts'
import { changed, listHref } from './address.ts'
import { nothingSelected } from './selection.ts'
import { goToList } from './use-list-address.ts'
import type { SelectionState } from './use-selection.ts'

/** Always in sight under the rows, and always as high: what is shown, or in its place what is selected. */
export function ListFoot({
  filter,
  data,
  isRenewing,
  selected,
  onHelp,
}: {
  filter: CertificateFilter
  data: CertificateList
  /** The rows are those of an earlier question. */
  isRenewing: boolean
  selected: SelectionState
  onHelp: () => void
}) {
  const t = useTranslations('certificates')
  const hrefOf = (cursor: string | null) => (cursor === null ? null : listHref({ ...filter, cursor }))
  return (
    <div className="mt-auto bg-sheet rail:sticky rail:bottom-0 rail:z-4">
      <Pagination
        summary={
          <span className="flex min-h-6 flex-wrap items-center gap-x-3.5 gap-y-1">
            {selected.selection.chosen.size > 0 ? (
              <Selected data={data} selected={selected} />
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
    </div>
  )
}

/** What is selected, here or on other pages, and what can be done with it: nothing that changes a certificate. */
function Selected({ data, selected: { selection, change } }: { data: CertificateList; selected: SelectionState }) {
  const t = useTranslations('certificates.selection')
  const chosen = [...selection.chosen.values()]
  const here = new Set(data.items.map(({ identifier }) => identifier))
  const elsewhere = chosen.filter(({ identifier }) => !here.has(identifier)).length
  const serials = chosen.flatMap(({ serialNumber }) => (serialNumber === '' ? [] : [serialNumber]))
  return (
    <>
      <span role="status" className="font-semibold text-ink">
        {t('count', { count: chosen.length })}
        {elsewhere === 0 ? null : <span className="ml-1.5 font-normal">{t('elsewhere', { count: elsewhere })}</span>}
      </span>
      <CopyButton
        size="small"
        label={t('copyIdentifiers')}
        value={chosen.map(({ identifier }) => identifier).join('\n')}
      />
      {serials.length === 0 ? null : (
        <CopyButton size="small" label={t('copySerials', { count: serials.length })} value={serials.join('\n')} />
      )}
      <Button size="small" look="quiet" aria-keyshortcuts="Escape" onClick={() => change(() => nothingSelected)}>
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
          className="h-6 appearance-none rounded-control border border-control bg-sheet pr-6 pl-2 text-small text-ink max-rail:h-9"
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
