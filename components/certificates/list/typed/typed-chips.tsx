'use client'
import { useTranslations } from 'next-intl'
import { Chip } from '#components/ui/chip.tsx'
import { UntrustedText } from '#components/ui/untrusted-text.tsx'
import type { CertificateFilter } from '#lib/certificates/filter.ts'
import type { NamedCa } from '#lib/certificates/query/filter-query.ts'
import { spellText } from '#lib/core/text.ts'
import { listHref } from '../address.ts'
import { useConditionWords } from './condition-words.ts'
import { withoutTyped, type Reading } from './reading.ts'

/** The conditions that stand in the text of an address, each with the link to the list without it. */
export function TypedChips({
  filter,
  conditions,
  cas,
}: {
  filter: CertificateFilter
  conditions: Reading['conditions']
  cas: readonly NamedCa[]
}) {
  return conditions.map((condition) => (
    <TypedChip
      key={condition.writing}
      {...condition}
      cas={cas}
      removeHref={listHref(withoutTyped(filter, condition.writing))}
    />
  ))
}

export function TypedChip({
  node,
  writing,
  cas,
  removeHref,
}: Reading['conditions'][number] & { cas: readonly NamedCa[]; removeHref?: string }) {
  const t = useTranslations('query')
  const { field, relation, value, isTurned } = useConditionWords(cas)(node)
  return (
    <Chip
      field={field}
      {...(relation !== undefined && { relation })}
      value={<UntrustedText text={value} cut />}
      excluded={isTurned ? t('not') : undefined}
      {...(removeHref !== undefined && {
        removeHref,
        removeLabel: t('remove', { condition: spellText(writing) }),
      })}
    />
  )
}
