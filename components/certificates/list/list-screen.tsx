'use client'
import { useTranslations } from 'next-intl'
import { lazy, Suspense, useEffect, useRef } from 'react'
import { StaleNotice } from '#components/shell/states/stale-notice.tsx'
import { PageHead } from '#components/ui/page-head.tsx'
import { useNow } from '#components/ui/ticker.ts'
import { formatTotal, instantOf } from '#lib/core/format.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import { rememberList } from '../last-list.ts'
import type { CertificateRights } from '../rights.ts'
import { conditionsIn, listHref } from './address.ts'
import { chipsOf } from './chips.ts'
import { ConditionChips } from './condition-chips.tsx'
import { FacetsPanel, FiltersButton } from './facets-panel.tsx'
import { FoundCount } from './found-count.tsx'
import { ListActions } from './head/list-actions.tsx'
import { useSlashKey } from './keys.ts'
import { ListBody } from './list-body.tsx'
import { MirrorMeter } from './mirror-meter.tsx'
import { ReadAgain } from './read-again.tsx'
import { SearchBox } from './search-box.tsx'
import { keepOnPage, useListAddress } from './use-list-address.ts'
import { useCertificateList } from './use-certificate-list.ts'
import { useSearch } from './use-search.ts'

// The list of certificates. This room owns what is looked for, how it is shown and what a row offers; it asks the API
// alone, guesses no state, and refuses to change a certificate: that is the dialogs' business.

// Not so the notice that the console does not answer: by then nothing can be loaded.
const MirrorNotice = lazy(() => import('./mirror-notice.tsx').then((module) => ({ default: module.MirrorNotice })))

const noCas: readonly NamedCa[] = []

/** `/certificates` whole. Needs the query client of the console and `listNamespaces`. */
export function ListScreen({ rights, renderedAt }: { rights: CertificateRights; renderedAt: number }) {
  const t = useTranslations('certificates')
  const { filter, go } = useListAddress()
  const { list, found, facets, sync, store, heldOff, stale } = useCertificateList(filter)
  const cas = facets.data?.ca ?? noCas
  const search = useSearch(filter, go, cas)
  const reading = search.typed?.readingOf(filter, cas) ?? null
  const chips = chipsOf(filter, search, reading)
  const input = useRef<HTMLInputElement>(null)
  useSlashKey(input)
  useEffect(() => {
    rememberList(listHref(filter))
  }, [filter])
  const now = useNow(renderedAt, 60_000)
  const settled = reading?.settled ?? filter
  const conditions = conditionsIn(settled)
  const again = rights.mayReadAgain ? <ReadAgain sync={sync} /> : null
  return (
    <div className="flex flex-1 flex-col" onClickCapture={keepOnPage}>
      <PageHead title={t('title')}>
        <ListActions
          filter={filter}
          found={found}
          failure={list.data === undefined ? list.error : null}
          rights={rights}
        />
        <FiltersButton count={conditions.filter((field) => field !== 'q').length + (reading?.conditions.length ?? 0)} />
      </PageHead>
      <SearchBox
        search={search}
        input={input}
        known={{ cas, algorithms: facets.data?.key.map((key) => `${key.algorithm}_${String(key.keySize)}`) ?? [] }}
        chips={<ConditionChips {...chips} facets={facets.data} onRemove={() => input.current?.focus()} />}
      />
      <div className="list-standing">
        <FoundCount found={found} isNarrowed={conditions.length > 0} understood={search.understood} />
        <MirrorMeter
          sync={sync}
          readAt={instantOf(sync?.answeredAt ?? renderedAt) ?? renderedAt}
          renderedAt={renderedAt}
        />
        {again === null ? null : <span className="max-rail:-ml-3">{again}</span>}
      </div>
      {stale === null ? null : (
        <div className="px-5 pb-3 max-rail:px-4">
          <StaleNotice {...stale} renderedAt={renderedAt} />
        </div>
      )}
      {sync === null || heldOff === null ? null : (
        <Suspense>
          <MirrorNotice sync={sync} store={store} renderedAt={renderedAt} />
        </Suspense>
      )}
      <div className="flex-1 border-t border-line side:grid side:grid-cols-[12.25rem_minmax(0,1fr)]">
        <FacetsPanel
          filter={filter}
          reading={reading}
          go={go}
          facets={facets.data}
          isAwaited={facets.isAwaited}
          summary={
            found.count === undefined || found.isOvertaken
              ? t('facet.showAll')
              : t('facet.show', { total: formatTotal(found.count) })
          }
        />
        <ListBody
          filter={filter}
          list={list}
          facets={facets.data}
          sync={sync}
          now={now}
          renderedAt={renderedAt}
          mayRevoke={rights.mayRevoke}
          heldOff={heldOff}
          again={again}
          focusSearch={() => input.current}
        />
      </div>
    </div>
  )
}
