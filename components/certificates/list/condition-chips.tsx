'use client'
import { useLocale, useTranslations } from 'next-intl'
import { lazy, Suspense, type ReactNode } from 'react'
import { Chip } from '#components/ui/chip.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { CertificateFacets } from '#lib/certificates/schema.ts'
import { conditionsIn, listHref, without, type ConditionField } from './address.ts'
import type { Reading } from './typed/reading.ts'

// With the reader of typed queries, not with the page: most lists have no such condition.
const TypedChips = lazy(() => import('./typed/typed-chips.tsx').then((module) => ({ default: module.TypedChips })))

/** The conditions as chips, each with the link to the list without it. What stands in the box is not among them. */
export function ConditionChips({
  filter,
  typed,
  facets,
  onRemove,
}: {
  filter: CertificateFilter
  /** The conditions of its text. */
  typed: Reading['conditions']
  facets: CertificateFacets | undefined
  /** After a chip has gone the focus has to go somewhere. */
  onRemove: () => void
}) {
  const fields = conditionsIn(filter).filter((field) => field !== 'q')
  if (fields.length === 0 && typed.length === 0) return null
  return (
    <span className="contents" onClick={onRemove}>
      {fields.map((field) => (
        <ConditionChip key={field} field={field} filter={filter} facets={facets} isRemovable />
      ))}
      {typed.length === 0 ? null : (
        <Suspense>
          <TypedChips filter={filter} conditions={typed} cas={facets?.ca ?? []} />
        </Suspense>
      )}
    </span>
  )
}

export function ConditionChip({
  field,
  filter,
  facets,
  isRemovable = false,
}: {
  field: ConditionField
  filter: CertificateFilter
  facets: CertificateFacets | undefined
  isRemovable?: boolean
}) {
  const t = useTranslations('certificates.condition')
  const name = t(`field.${field}`)
  return (
    <Chip
      field={name}
      relation={t(`relation.${field}`)}
      value={<ConditionValue field={field} filter={filter} facets={facets} />}
      {...(isRemovable && { removeHref: listHref(without(filter, field)), removeLabel: t('remove', { field: name }) })}
    />
  )
}

function ConditionValue({
  field,
  filter,
  facets,
}: {
  field: ConditionField
  filter: CertificateFilter
  facets: CertificateFacets | undefined
}): ReactNode {
  const t = useTranslations('certificates')
  const list = new Intl.ListFormat(useLocale(), { type: 'disjunction' })
  switch (field) {
    case 'q':
      return <UntrustedText text={filter.q ?? ''} cut />
    case 'status':
      return list.format((filter.status ?? []).map((status) => t(`facet.status.${status}`)))
    case 'type':
      return list.format((filter.type ?? []).map((type) => t(`type.${type}`)))
    case 'algorithm':
      return list.format((filter.algorithm ?? []).map((algorithm) => algorithm.replace('_', ' ')))
    case 'ca':
      return <UntrustedText text={list.format((filter.ca ?? []).map((ca) => nameOfCa(ca, facets)))} />
    case 'expiresWithin':
      return t('condition.days', { days: filter.expiresWithin ?? 0 })
    case 'expiresAfter':
    case 'expiresBefore':
      return filter[field]?.replace(/T00:00(:00)?(\.0+)?Z$/, '')
  }
}

function nameOfCa(identifier: string, facets: CertificateFacets | undefined): string {
  return facets?.ca.find((ca) => ca.identifier === identifier)?.name ?? identifier
}
