'use client'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { FilteredEmpty } from '#components/shell/states/filtered-empty.tsx'
import { useVendorWords } from '#components/shell/vendor.tsx'
import { ButtonLink } from '#components/ui/button-link.tsx'
import { PageState } from '#components/ui/page-state.tsx'
import { RelativeAge } from '#components/ui/relative-age.tsx'
import { TextLink } from '#components/ui/text-link.tsx'
import { formatCount, formatTotal, instantOf } from '#lib/core/format.ts'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import { certificateListOptions } from '#lib/certificates/queries.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import type { SyncStatus } from '#lib/sync/schema.ts'
import { changed, cleared, conditionsIn, listHref, without, type ConditionField } from './address.ts'
import { ConditionChip } from './condition-chips.tsx'
import { partsOf, readingOf, withoutTyped, wordsApart, type Reading } from './typed/reading.ts'
import { TypedChip } from './typed/typed-chips.tsx'

// What stands in the table's place when there are no rows. Loaded when it is needed: most lists have rows.

/** Nothing matches, or the page of the list that the address means is gone. */
export function NothingMatches({
  filter,
  facets,
  sync,
}: {
  filter: CertificateFilter
  facets: CertificateFacets | undefined
  sync: SyncStatus | null
}) {
  const t = useTranslations('certificates.empty')
  const cas = facets?.ca ?? []
  const best = useMostHelpfulRemoval(filter, cas)
  if (filter.cursor !== undefined) {
    return (
      <PageState
        live="status"
        heading={t('page.heading')}
        actions={<ButtonLink href={listHref({ ...filter, cursor: '' })}>{t('page.first')}</ButtonLink>}
      >
        <p>{t('page.text')}</p>
      </PageState>
    )
  }
  return (
    <FilteredEmpty
      heading={t('filtered', { total: formatCount(sync?.seen ?? 0) })}
      clearHref={listHref(cleared(filter))}
      note={isFingerprint(filter.q ?? '') ? <p>{t('fingerprint')}</p> : <WordsApart filter={filter} />}
      {...(best !== null && {
        condition:
          'field' in best ? (
            <ConditionChip field={best.field} filter={best.among} facets={facets} />
          ) : (
            <TypedChip {...best.typed} cas={cas} />
          ),
        count: best.total,
        isLowerBound: best.totalIsLowerBound,
        removeHref: listHref(best.left),
      })}
    />
  )
}

/** A pasted PEM has become one; whether it was whole nobody can tell from it. */
function isFingerprint(q: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{64}$/i.test(q.trim())
}

/** Several words are one text, which is easily forgotten: how many hold each of them, wherever it stands. */
function WordsApart({ filter }: { filter: CertificateFilter }) {
  const t = useTranslations('certificates.empty')
  const q = wordsApart(filter.q ?? '')
  const apart = changed(filter, { q: q ?? undefined })
  const { data } = useQuery({ ...certificateListOptions({ ...apart, limit: 1 }), enabled: q !== null })
  if (q === null || data === undefined || data.total === 0) return null
  return (
    <p>
      {t.rich('apart', {
        count: formatTotal(data),
        list: (words) => <TextLink href={listHref(apart)}>{words}</TextLink>,
      })}
    </p>
  )
}

/** The condition without which the most would be found: each is tried once, for one row. */
function useMostHelpfulRemoval(filter: CertificateFilter, cas: readonly NamedCa[]) {
  const removals = removalsOf(filter, cas)
  const results = useQueries({
    queries: removals.map(({ left }) => certificateListOptions({ ...left, limit: 1 })),
  })
  const tried = removals.flatMap((removal, index) => {
    const { total, totalIsLowerBound } = results[index]?.data ?? { total: 0, totalIsLowerBound: false }
    return total === 0 ? [] : [{ ...removal, total, totalIsLowerBound }]
  })
  const most = tried.sort(
    (one, other) => other.total - one.total || Number(other.totalIsLowerBound) - Number(one.totalIsLowerBound),
  )
  return most[0] ?? null
}

type Removal = { readonly left: CertificateFilter } & (
  | { readonly field: ConditionField; readonly among: CertificateFilter }
  | { readonly typed: Reading['conditions'][number] }
)

/** Every condition by itself, ticked or typed; the texts together. */
function removalsOf(filter: CertificateFilter, cas: readonly NamedCa[]): Removal[] {
  const { settled, conditions } = readingOf(filter, cas)
  const { text, conditions: typed } = partsOf(settled.q ?? '')
  const among = changed(settled, { q: text })
  return [
    ...conditionsIn(among).map((field) => ({
      field,
      among,
      left: field === 'q' ? changed(settled, { q: typed }) : without(settled, field),
    })),
    ...conditions.map((condition) => ({ typed: condition, left: withoutTyped(settled, condition.writing) })),
  ]
}

/** The account has no certificates, or none has been read yet. */
export function NoCertificates({
  sync,
  renderedAt,
  again,
}: {
  sync: SyncStatus | null
  renderedAt: number
  /** The button that reads again, for whoever may. */
  again: ReactNode
}) {
  const t = useTranslations('certificates.empty')
  const words = useVendorWords()
  const at = instantOf(sync?.asOf ?? '')
  if (at === null) {
    return (
      <PageState heading={t('unread.heading')} actions={again}>
        <p>{t('unread.text', words)}</p>
      </PageState>
    )
  }
  return (
    <PageState heading={t('none.heading')} actions={again}>
      <p>{t.rich('none.text', { ...words, age: () => <RelativeAge at={at} renderedAt={renderedAt} inline /> })}</p>
    </PageState>
  )
}
